import { columns, duration, number, plural } from '../report/words.js';
import { CLASSES, type ClassName, fileOf, OF_EXPECTED } from '../verify/classes.js';
import { mostWrongShare } from '../verify/confidence.js';
import type { Repaired, VerifyEnding } from '../verify.js';
import type { Settings } from './options.js';

/** What a verification found, for report.json. */
export interface VerifyReport {
  readonly conversations: { readonly checked: number; readonly all: number };
  /** Distinct keys that should be there, and of these what is as it should be. */
  readonly expected: number;
  readonly equal: number;
  readonly returned: number;
  /** Answered requests for pages of history. */
  readonly calls: number;
  readonly classes: Readonly<Partial<Record<ClassName, number>>>;
  /** Foreign messages beyond those that are named. */
  readonly foreignUnnamed: number;
  /** Foreign messages that say what an expected one of the same second says. */
  readonly foreignSame: number;
  /** Recalled messages that are not in the export. */
  readonly foreignRecalled: number;
  /** Records with the key and the content of an earlier one. */
  readonly repeated: number;
  /** What a repair came to. */
  readonly repair?: Repaired;
  /** Of a sample: with 95 % certainty no larger share of all conversations has something wrong. */
  readonly mostWrongShare?: number;
}

export function verifyReport({ verified }: VerifyEnding, { sample }: Settings): VerifyReport | undefined {
  if (!verified) return undefined;
  const { checked, whole, findings, tallies, repair } = verified;
  const of = (name: string) => tallies[name] ?? 0;
  const report = {
    conversations: { checked: checked.conversations, all: whole.conversations },
    expected: of('expected'),
    equal: of('equal'),
    returned: of('returned'),
    calls: of('calls'),
    classes: findings,
    foreignUnnamed: of('foreign-unnamed'),
    foreignSame: of('foreign-same'),
    foreignRecalled: of('foreign-recalled'),
    repeated: of('repeated'),
    ...(repair ? { repair } : {}),
  };
  if (sample === undefined) return report;
  const wrong = of('conversations-wrong');
  const isWhole = checked.conversations === whole.conversations;
  const share = isWhole && wrong === 0 ? 0 : mostWrongShare(checked.conversations, wrong);
  return { ...report, mostWrongShare: share };
}

export function verifyText(
  { ending, verified, export: counts }: VerifyEnding,
  told: VerifyReport | undefined,
  folder: string,
  settings: Settings,
): string[] {
  const { state, snapshot } = ending;
  if (!verified || !told) {
    const what = counts
      ? `${number(snapshot.counts.delivered)} of the conversations were compared`
      : 'the export was not read to its end';
    return [`Verification ${state} after ${duration(snapshot.elapsedMs)}: ${what}`];
  }
  const { checked, all } = told.conversations;
  const share =
    checked === all ? plural(checked, 'conversation') : `${number(checked)} of ${plural(all, 'conversation')}`;
  const rows = CLASSES.filter(({ name }) => told.classes[name]).map(
    ({ name, words }) => [name, number(told.classes[name]!), `${words} → ${fileOf(name)}`] as const,
  );
  const table = [['equal', number(told.equal)] as const, ...rows, ['= expected', number(told.expected)] as const];
  return [
    `Verified ${share} in ${duration(snapshot.elapsedMs)}: ${number(told.returned)} messages read back in ${plural(told.calls, 'request')}`,
    ...columns([table[0]!, ...rows.filter(([name]) => isOfExpected(name)), table.at(-1)!]).map((line) =>
      line.trimEnd(),
    ),
    ...besides(rows),
    ...hints(told, counts, snapshot.counts.rejected, folder, settings),
  ];
}

function isOfExpected(name: string): boolean {
  return (OF_EXPECTED as readonly string[]).includes(name);
}

function besides(rows: readonly (readonly [string, string, string])[]): string[] {
  const others = rows.filter(([name]) => !isOfExpected(name));
  return others.length === 0 ? [] : ['Besides:', ...columns(others)];
}

function hints(
  told: VerifyReport,
  counts: VerifyEnding['export'],
  unread: number,
  folder: string,
  settings: Settings,
): string[] {
  const { classes } = told;
  const lines: string[] = [];
  if (told.expected === 0) lines.push(nothingCompared(told, settings));
  if (unread > 0) lines.push(`✗ ${plural(unread, 'conversation')} could not be read: ${folder}/reading/rejects.jsonl`);
  if (told.foreignUnnamed > 0)
    lines.push(`${number(told.foreignUnnamed)} more foreign messages are counted, but not named.`);
  if (told.foreignSame > 0) {
    lines.push(
      `✗ ${number(told.foreignSame)} foreign messages say what a message of the export says in the same second: was it imported twice, under two rules or generations?`,
    );
  }
  if (counts && counts.rejected > 0) {
    lines.push(`Of the export, ${plural(counts.rejected, 'record')} cannot be sent: ${folder}/survey/rejects.jsonl`);
  }
  if (told.mostWrongShare !== undefined) {
    const percent = Number((told.mostWrongShare * 100).toPrecision(2));
    lines.push(`Sample: with 95 % certainty, at most ${percent} % of all conversations have something wrong.`);
  }
  const mendable = (classes.missing ?? 0) + (classes.different ?? 0);
  if (told.repair) lines.push(repairText(told.repair));
  if (mendable > 0 && !settings.repair)
    lines.push('To mend what is missing or different: the same command with --repair');
  if (told.foreignRecalled > 0) {
    lines.push(
      `${number(told.foreignRecalled)} messages that are not in the export are recalled: of an earlier import?`,
    );
  }
  if (Object.keys(classes).length > 0) lines.push(`Each with its place in the export: ${folder}`);
  return lines;
}

function nothingCompared({ conversations }: VerifyReport, { sample }: Settings): string {
  if (sample !== undefined && conversations.all > 0)
    return '✗ Nothing was compared: the sample is empty. Ask for a larger share.';
  return '✗ Nothing was compared: no record of the export is a message. Are --mapping, --preset and the export those of the run?';
}

function repairText({ imported, changed, left }: Repaired): string {
  const { repaired = 0, unrepairable = 0 } = left;
  const done = `${plural(imported, 'message')} sent again, ${number(changed)} changed; read once more:`;
  return `Repair: ${done} ${number(repaired)} are right now, ${number(unrepairable)} are not${unrepairable > 0 ? ` (${fileOf('unrepairable')})` : ''}.`;
}
