import type { Element, ImportMsg } from '../im/wire.js';
import type { Guess, Question } from '../inspect/guess.js';
import type { Inspection } from '../inspect/inspection.js';
import { MOST_INPUTS } from '../inspect/sample.js';
import { number, size } from '../report/words.js';
import type { InputInfo, Message } from '../types.js';

/** What an inspection found, for people. The preview shows texts: whoever inspects asked for them. */

export function reportText(found: Inspection, inputs: readonly InputInfo[]): readonly string[] {
  return [
    ...containerLines(found, inputs),
    ...sourceLines(found),
    ...tableText(found),
    ...previewLines(found),
    ...questionLines(found),
  ];
}

/** `looked at 1,200 records`, and whether that is all. */
export function lookedWords({ sample }: Inspection, inputs: readonly InputInfo[]): string {
  const { records, passed, isWhole, bytes } = sample;
  const among = records.length === passed ? '' : ` among the first ${number(passed)}`;
  const of = inputs.length > MOST_INPUTS ? ` of the first ${MOST_INPUTS} of ${inputs.length} files` : '';
  const whole = isWhole ? ', all there are' : `, ${size(bytes)} of text; there is more`;
  return `${number(records.length)} records looked at${among}${of}${whole}`;
}

function containerLines(found: Inspection, inputs: readonly InputInfo[]): string[] {
  const { opened, sample } = found;
  const [first] = inputs;
  const kind = first?.kind === 'plain' ? '' : `, ${first?.kind}`;
  const lines = [
    `${first?.name}${inputs.length > 1 ? ` and ${inputs.length - 1} more` : ''}${kind}: ${lookedWords(found, inputs)}`,
  ];
  if (opened.shapedBy) lines.push(row('container', `as ${opened.shapedBy} has it`));
  if (opened.format) lines.push(guessRow('format', opened.format));
  if (opened.records) lines.push(guessRow('records', opened.records));
  if (opened.encoding) lines.push(guessRow('encoding', opened.encoding));
  if (opened.dialect) {
    const { delimiter, quote, escape: escaping } = opened.dialect.value;
    const shown = `delimiter ${delimiter === '\t' ? 'tab' : delimiter}, quote ${quote || 'none'}, escape ${escaping}`;
    lines.push(guessRow('dialect', { ...opened.dialect, value: shown }));
  }
  if (opened.header) lines.push(guessRow('header', { ...opened.header, value: opened.header.value ? 'yes' : 'no' }));
  if (opened.nullText) lines.push(guessRow('null', opened.nullText));
  const broken = sample.records.filter((record) => record.broken);
  if (broken.length > 0)
    lines.push(row('broken', `${broken.length} records cannot be read; the first: ${broken[0]?.broken?.reason}`));
  return lines;
}

function sourceLines({ kind, preset }: Inspection): string[] {
  if (kind === 'rejects')
    return ['', 'A rejects file of an earlier run: run it with the mapping of that run, corrected.'];
  if (kind === 'canonical') return ['', 'Canonical records: no mapping is needed.'];
  if (kind === 'preset' && preset)
    return ['', `Preset ${preset.value.name} (${preset.sure}): ${preset.value.title}; ${preset.why}`];
  return kind === 'table' ? ['', 'A table of your own: preset table'] : [];
}

function tableText({ table }: Inspection): string[] {
  if (!table) return [];
  const { roles, pair, mailboxes, kinds, oneToOne, flags, duration, html, bodyJson, unknown } = table;
  const shown = Object.entries(roles).filter(([role]) => !(role === 'id' && mailboxes));
  const lines = shown.map(([role, found]) => guessRow(role, found));
  if (pair) lines.push(guessRow('pair', { ...pair, value: pair.value.join(', ') }));
  if (mailboxes)
    lines.push(
      guessRow('mailboxes', {
        ...mailboxes,
        value: `of ${mailboxes.value.owner}, id ${mailboxes.value.id ?? 'not known'}`,
      }),
    );
  for (const { value, count, means } of kinds) {
    lines.push(
      row(
        'kind',
        `${value.slice(0, 40)} (${count}×) ${means ? `= ${means.value} (${means.sure}: ${means.why})` : 'is not known'}`,
      ),
    );
  }
  if (oneToOne) {
    const values = oneToOne.values.map(([value, count]) => `${value} (${count}×)`).join(', ');
    lines.push(row('one-to-one', `${oneToOne.column}: ${values}`));
  }
  for (const [column, reason] of flags.known)
    lines.push(row('flag', `${column}: rows are left out as ${reason} by it`));
  if (duration) lines.push(guessRow('duration', duration));
  if (html) lines.push(guessRow('html', html));
  if (bodyJson) lines.push(guessRow('body-json', bodyJson));
  if (unknown.length > 0) lines.push(row('not placed', unknown.join(', ')));
  return lines;
}

function previewLines({ preview }: Inspection): string[] {
  if (!preview) return [];
  const { messages, wouldBeSent, byType, skipped, rejected } = preview;
  const types = Object.entries(byType).map(([type, count]) => `${type} ${number(count)}`);
  const left = Object.entries(skipped).map(([reason, count]) => `${reason} ${number(count)}`);
  return [
    '',
    `Of the records looked at, ${number(wouldBeSent)} would be sent${types.length > 0 ? ` (${types.join(', ')})` : ''}`,
    ...(left.length > 0 ? [row('left out', left.join(', '))] : []),
    ...rejected
      .slice(0, SHOWN_REJECTS)
      .map(({ code, count, reason }) => row('rejected', `${code} ${number(count)}: ${reason}`)),
    ...(messages.length > 0 ? ['The first as they would be sent:', ...messages.map(messageLine)] : []),
  ];
}

const SHOWN_REJECTS = 5;
const SHOWN_LENGTH = 70;

function messageLine({ timeUs, payload }: Message<ImportMsg>): string {
  const { From_Account: from, To_Account: to, MsgBody: body } = payload;
  return `  ${new Date(timeUs / 1_000).toISOString()}  ${from} → ${to}  ${body.map(elementWords).join(' + ')}`;
}

function elementWords({ MsgType, MsgContent }: Element): string {
  const text = MsgType === 'TIMTextElem' ? MsgContent.Text : JSON.stringify(MsgContent);
  const shown = printable([...text].slice(0, SHOWN_LENGTH).join(''));
  return `${MsgType.replace(/^TIM|Elem$/g, '')} ${shown}${[...text].length > SHOWN_LENGTH ? '…' : ''}`;
}

function questionLines({ questions }: Inspection): string[] {
  const open = questions.filter(({ blocks }) => blocks);
  const others = questions.filter(({ blocks }) => !blocks);
  return [
    ...(open.length > 0 ? ['', 'Not known:', ...open.map(questionLine)] : []),
    ...(others.length > 0 ? ['', 'Please look at:', ...others.map(questionLine)] : []),
  ];
}

function questionLine({ text, detail, option }: Question): string {
  return `  ? ${printable([text, detail].filter(Boolean).join(' '))}${option === undefined ? '' : ` [${option}]`}`;
}

function guessRow(name: string, { value, sure, why }: Guess<string>): string {
  return row(name, `${value} (${sure}: ${why})`);
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(17)} ${printable(text)}`;
}

/** What a terminal would obey is shown as what it is. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));
}
