import type { Preset } from '../map/preset.js';
import { NEEDED } from '../map/presets/table/columns.js';
import type { Sure } from './guess.js';
import type { Opened } from './opened.js';
import type { TableGuess } from './table-guess.js';

/** The mapping as it is guessed, line by line. */

export interface MappingDraft {
  readonly preset: Preset;
  readonly format: readonly Line[];
  readonly options: readonly Line[];
}

export interface Line {
  readonly name: string;
  /** Absent = a person has to fill it in. */
  readonly value?: string | boolean;
  readonly sure?: Sure;
  readonly why: string;
}

export function formatLines({ format, encoding, records, dialect, header, nullText }: Opened): readonly Line[] {
  const lines: Line[] = [];
  const put = (name: string, value: string | boolean, sure: Sure, why: string) =>
    lines.push({ name, value, sure, why });
  if (format && (format.value === 'csv' || records)) put('type', format.value, format.sure, format.why);
  if (records) put('records', records.value, records.sure, records.why);
  if (encoding && encoding.value !== 'utf-8') put('encoding', encoding.value, encoding.sure, encoding.why);
  if (dialect) {
    const { delimiter, quote, escape: escaping } = dialect.value;
    put('delimiter', delimiter, dialect.sure, dialect.why);
    if (quote !== '"') put('quote', quote === '' ? 'none' : quote, dialect.sure, 'no cell is quoted');
    if (escaping !== 'doubled')
      put('escape', escaping, dialect.sure, 'backslashes stand where MySQL and PostgreSQL put them');
  }
  if (header && !header.value) put('header', false, header.sure, `${header.why}; columns are called 1, 2, 3, …`);
  if (nullText) put('nullMarker', nullText.value, nullText.sure, nullText.why);
  return lines;
}

export function tableLines(table: TableGuess, zone: string | undefined): readonly Line[] {
  return [
    ...columnLines(table),
    ...timeLines(table, zone),
    ...kindLines(table),
    ...conversationLines(table),
    ...stateLines(table),
    ...contentLines(table),
  ];
}

function columnLines({ roles, pair, mailboxes }: TableGuess): Line[] {
  const lines: Line[] = [];
  for (const name of NEEDED) {
    if (name === 'id' && mailboxes) continue;
    if (name === 'to' && pair)
      lines.push({ name: 'pair', value: pair.value.join(','), sure: pair.sure, why: pair.why });
    else lines.push({ name, ...(roles[name] ?? { why: 'no column is known to hold it' }) });
  }
  if (roles.type) lines.push({ name: 'type', ...roles.type });
  if (!mailboxes) return lines;
  const { sure, why, value } = mailboxes;
  lines.push({ name: 'owner', value: value.owner, sure, why });
  lines.push(
    value.id === undefined
      ? { name: 'mirror-id', why: 'the id that both rows share' }
      : {
          name: 'mirror-id',
          value: value.id,
          sure,
          why: 'the same in both rows, different from one message to the next',
        },
  );
  return lines;
}

function timeLines({ time }: TableGuess, zone: string | undefined): Line[] {
  if (!time) return [];
  const lines: Line[] = [];
  if (time.unit !== 'text' && time.unit !== 'ms') {
    lines.push({ name: 'unit', value: time.unit, sure: 'likely', why: 'by the magnitude of the numbers' });
  }
  if (time.format)
    lines.push({ name: 'time-format', value: time.format, sure: 'likely', why: 'the values can be read so' });
  if (!time.needsZone) return lines;
  lines.push(
    zone === undefined
      ? { name: 'zone', why: 'as +08:00 or Asia/Shanghai; the times name none' }
      : { name: 'zone', value: zone, sure: 'high', why: 'given with --zone' },
  );
  return lines;
}

function kindLines({ kinds, kindsDoubtful, roles }: TableGuess): Line[] {
  if (kindsDoubtful) {
    return [{ name: 'types', why: `as 0:text,1:image; or, if ${roles.type?.value} tells groups: single` }];
  }
  const told = kinds.filter(({ means }) => means && means.sure !== 'high');
  const open = kinds.filter(({ means }) => !means).map(({ value }) => value);
  const lines: Line[] = [];
  if (told.length > 0) {
    const value = told.map((kind) => `${kind.value}:${kind.means?.value}`).join(',');
    const sure = told.some(({ means }) => means?.sure === 'unsure') ? 'unsure' : 'likely';
    lines.push({ name: 'types', value, sure, why: 'by what such rows look like' });
  }
  if (open.length > 0)
    lines.push({
      name: 'types',
      why: `${told.length > 0 ? 'also ' : ''}${open.map((value) => `${value}:…`).join(',')}`,
    });
  return lines;
}

function conversationLines({ oneToOne, roles }: TableGuess): Line[] {
  const lines: Line[] = roles.group ? [{ name: 'group', ...roles.group }] : [];
  // Words are understood where the column has a usual name.
  if (!oneToOne || (oneToOne.isKnown && roles.conversationKind?.sure === 'high')) return lines;
  const { column, single } = oneToOne;
  if (single)
    lines.push({ name: 'single', value: `${column}:${single.value.join('|')}`, sure: single.sure, why: single.why });
  else lines.push({ name: 'single', why: `${column}: and the values that are one-to-one, as ${column}:1` });
  return lines;
}

function stateLines({ flags }: TableGuess): Line[] {
  return flags.open.map(({ column }) => ({
    name: 'deleted',
    why: `or recalled: ${column}: and its values that mean it, as ${column}:1`,
  }));
}

function contentLines({ duration, html, bodyJson, sequence }: TableGuess): Line[] {
  const lines: Line[] = [];
  if (duration) lines.push({ name: 'duration', ...duration });
  if (bodyJson) lines.push({ name: 'body-json', ...bodyJson });
  lines.push({
    name: 'html',
    ...(html ?? { value: 'no', sure: 'likely' as const, why: 'no text holds entities such as &amp;' }),
  });
  if (sequence !== undefined)
    lines.push({ name: 'seq', why: `${sequence}, if it grows with every message of a conversation` });
  return lines;
}
