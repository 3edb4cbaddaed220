import { isRecalled } from '../flag-bits.js';
import type { RoamMsg } from '../im/wire.js';
import type { Zone } from '../map/zone.js';
import { bodyText } from './element-text.js';
import { shownText, shownWord } from './shown-text.js';

/** A message of a conversation as lines for people. */

const INDENT = '    ';

export interface TranscriptStyle {
  readonly zone: Zone;
  /** Keys and CloudCustomData, too. */
  readonly verbose: boolean;
}

/** `seenBy`: the only one of the two who sees it; undefined = both, or it was not asked. */
export function messageText(message: RoamMsg, { zone, verbose }: TranscriptStyle, seenBy?: string): string {
  const { From_Account, MsgTimeStamp, MsgKey, MsgBody, CloudCustomData } = message;
  const marks = [
    isRecalled(message) ? '[recalled]' : '',
    seenBy === undefined ? '' : `[only ${shownWord(seenBy)} sees it]`,
  ].filter((mark) => mark !== '');
  const key = verbose ? `  ${shownWord(MsgKey)}` : '';
  const said = [...marks, bodyText(MsgBody)].join(' ');
  const lines = [`${wallTime(MsgTimeStamp, zone)}${key}  ${shownWord(From_Account)}: ${said}`];
  if (verbose && CloudCustomData) lines.push(`CloudCustomData: ${shownText(CloudCustomData)}`);
  // What follows a line end must not look like a line of its own.
  return lines.join('\n').replaceAll('\n', `\n${INDENT}`);
}

/** `2024-06-01 12:00:05` */
export function wallTime(unixSeconds: number, zone: Zone): string {
  const instantMs = unixSeconds * 1_000;
  const localMs = instantMs + zone.offsetAtMinutes(instantMs) * 60_000;
  const isDate = Number.isFinite(localMs) && Math.abs(localMs) <= LATEST_MS;
  return isDate ? new Date(localMs).toISOString().slice(0, 19).replace('T', ' ') : String(unixSeconds);
}

/** 9999-12-31; later years have more digits. */
const LATEST_MS = 253_402_300_799_999;
