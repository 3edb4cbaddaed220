import type { Draft } from '../../draft.js';
import { type Problem, problem } from '../../problem.js';
import { COLUMN_NAMES, type Role } from './columns.js';

/** What is told when a column is not there. */

export const ROLE_WORDS: Readonly<Record<string, string>> = {
  id: 'the id of the message',
  from: 'the sender',
  to: 'the receiver',
  time: 'the time of sending',
  body: 'the content',
};

/** No columns of the row have usual names for these. */
export function rolesMissing(roles: readonly Role[], row: Draft): Problem {
  const first = roles[0]!;
  const usual = COLUMN_NAMES[first].split(' ').slice(0, 4).join(', ');
  return problem(
    'column-not-found',
    `no column is known to hold ${roles.map((role) => ROLE_WORDS[role] ?? role).join(', ')}; ${columnsOf(row)}`,
    `Name what is missing: ${roles.map((role) => `--option ${role}=COLUMN`).join(' ')}. Usual names of ${first} are ${usual}, …`,
  );
}

/** A column that was named is not in the row. */
export function columnMissing(option: string, name: string, row: Draft): Problem {
  return problem(
    'column-not-found',
    `there is no column ${JSON.stringify(name)}; ${columnsOf(row)}`,
    `Correct --option ${option}, or the row.`,
  );
}

const SHOWN_COLUMNS = 30;
const SHOWN_LENGTH = 40;
/** In a file without a header, the first row's values stand where names should: ids, times, and somebody's text. */
const VALUE = /^(?:\d{4,}|\d{4}[-/]\d\d.*|[0-9a-f]{8}-[0-9a-f-]{27}|https?:.*|\\N)$/i;

function columnsOf(row: Draft): string {
  const names = Object.keys(row);
  if (names.some((name) => VALUE.test(name))) {
    return 'what stands where column names should looks like a row of data (no header? --columns a,b,… names them)';
  }
  const shown = names.slice(0, SHOWN_COLUMNS).map((name) => name.slice(0, SHOWN_LENGTH));
  const rest = names.length > SHOWN_COLUMNS ? ` and ${names.length - SHOWN_COLUMNS} more` : '';
  return `columns: ${shown.join(', ')}${rest}`;
}
