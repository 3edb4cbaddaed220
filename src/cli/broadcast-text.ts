import { RESULTS_FILE } from '../broadcast/journal.js';
import type { Outlook } from '../broadcast/outlook.js';
import type { BroadcastEnding } from '../broadcast.js';
import { columns, number, plural } from '../report/words.js';
import { type Outgoing, outgoingText } from './outgoing.js';

/** What a broadcast says to people. */

export function questionText(outgoing: Outgoing, sender: string, { counts, calls, leastMinutes }: Outlook): string {
  const time = leastMinutes === 0 ? 'less than a minute' : `at least ${plural(leastMinutes, 'minute')}`;
  const others = counts.receivers - counts.pending;
  return [
    `Sends 1 message from ${sender} to ${plural(counts.pending, 'account')}, in ${plural(calls, 'call')}, ${time}:`,
    ...outgoingText(outgoing),
    ...(others > 0
      ? [`Of ${plural(counts.receivers, 'receiver')}, ${number(others)} are left alone: ${before(counts)}.`]
      : []),
    '',
  ].join('\n');
}

function before({ sent, failed, unknown }: Outlook['counts']): string {
  const parts = [
    sent > 0 ? `${number(sent)} have it` : '',
    failed > 0 ? `${number(failed)} failed` : '',
    unknown > 0 ? `of ${number(unknown)} it is not known` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

export function progressText(
  { receivers, sent, failed, unknown }: Outlook['counts'],
  waitMs: number,
  why: string,
): string {
  const parts = [
    `sent ${number(sent)} of ${number(receivers)}`,
    failed > 0 ? `${number(failed)} failed` : '',
    unknown > 0 ? `${number(unknown)} unknown` : '',
    waitMs > 0 ? `waiting ${Math.ceil(waitMs / 1_000)} s: ${why}` : why,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

export function broadcastText(ending: BroadcastEnding, folder: string): string[] {
  const { state, counts, failedByCode, calls } = ending;
  const codes = Object.entries(failedByCode).map(([code, count]) => `${code} ${number(count)}`);
  return [
    `Broadcast ${state}, ${plural(calls, 'call')}`,
    ...columns([
      ['sent', number(counts.sent)],
      ['failed', number(counts.failed), codes.length > 0 ? `(${codes.join(', ')})` : ''],
      ['unknown', number(counts.unknown)],
      ['pending', number(counts.pending)],
      ['= receivers', number(counts.receivers)],
    ]).map((line) => line.trimEnd()),
    `What became of each: ${folder}/${RESULTS_FILE}`,
    ...(counts.unknown > 0
      ? [
          `Of ${number(counts.unknown)} it is not known whether they got it; history shows it. To send it to them once more: the same command with --retry-unknown`,
        ]
      : []),
    ...(counts.pending > 0 ? ['To go on with those who are pending: the same command'] : []),
  ];
}
