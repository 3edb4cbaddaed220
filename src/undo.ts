import { createHash } from 'node:crypto';
import { loadExport } from './cargo.js';
import type { Saved, SavedInput } from './checkpoint/checkpoint.js';
import { diskError } from './checkpoint/disk-error.js';
import { differences, type Identity, MAPPING_SETTING } from './checkpoint/identity.js';
import { withLock } from './checkpoint/lock.js';
import { START } from './checkpoint/marks.js';
import { markUndone, runIn, runsOwnOf } from './checkpoint/run-state.js';
import { Sent } from './checkpoint/sent.js';
import { FatalError } from './errors.js';
import { type Cargo, live } from './life.js';
import type { Ending } from './outcome.js';
import { rehearse } from './rehearsal.js';
import type { LifeSettings, RunPorts, RunRequest } from './request.js';
import { newRunId } from './resume.js';
import type { Mapped, Mapper, ResumePoint } from './types.js';

/** Which of a run's messages are taken back; nothing given = all. */
export interface UndoScope {
  /** The two accounts of one conversation, as the export has them or as they were sent. */
  readonly conversation?: readonly [string, string];
  /** Unix microseconds: not older than, and older than. */
  readonly sinceUs?: number;
  readonly untilUs?: number;
}

export interface UndoSettings {
  /** The run's state folder. */
  readonly stateFolder: string;
  /** As a run would have it with the settings given now: it must be that of the run. */
  readonly identity: Identity;
  readonly scope: UndoScope;
  /** How to act; absent = only tell what would be done. */
  readonly act?: LifeSettings;
  readonly takeOver: boolean;
  /** The mapping may be another than the run had last: what it sent under a former one is found only with that. */
  readonly acceptMapping: boolean;
}

export interface UndoEnding {
  readonly ending: Ending;
  /** Of the run whose messages are taken back. */
  readonly runId: string;
  /** False when the run crashed: messages behind its last save are taken back, too, although it may not have sent them. */
  readonly isExact: boolean;
  /** Delivered by the run, and not found with this mapping; 0 when only a part was looked at. */
  readonly missed: number;
  /** With another generation the same export gets other keys, and can be imported again. */
  readonly nextGeneration: number;
}

/*
 * Takes back what a run sent. The export is read and mapped once more exactly as the run did; the run's checkpoint and
 * rejects say which of the messages it may have put into the service; each of these is recalled by its computed key. The
 * journey is that of a run, with its own checkpoint in a folder of its own, so it can be interrupted and resumed. While it
 * goes on, the run's folder is locked: nobody sends meanwhile.
 */
export async function undo(request: RunRequest, how: UndoSettings, ports: RunPorts): Promise<UndoEnding> {
  const { files } = ports;
  const { stateFolder } = how;
  return withLock(ports, stateFolder, how.takeOver, async () => {
    const run = await runOf(how, ports);
    const inputNames = request.inputs.map((input) => input.name);
    const sent = await Sent.load(files, stateFolder, run, inputNames);
    const nextGeneration = Number(run.identity.generation ?? 0) + 1;
    const isWhole = Object.keys(how.scope).length === 0;
    const mark = (isFinished: boolean) =>
      markUndone(files, stateFolder, { isWhole, isFinished, nextGeneration }).catch((error: unknown) => {
        throw diskError(stateFolder, error);
      });
    const past: Past = { run, sent, scope: how.scope, begin: () => mark(false) };
    const ending = how.act ? await takeBack(request, past, how.act, ports) : await tell(request, past, ports);
    const cameToEnd = ending.state === 'finished' && request.limit === undefined;
    const missed = cameToEnd && isWhole ? missedBy(ending, run) : 0;
    const isAllBack = cameToEnd && missed === 0 && ending.snapshot.counts.rejected === 0;
    if (how.act && isAllBack) await mark(true);
    return { ending, runId: run.runId, isExact: sent.isExact, missed, nextGeneration };
  });
}

/** What there is to take back. */
interface Past {
  readonly run: Saved;
  readonly sent: Sent;
  readonly scope: UndoScope;
  /** Called when it is known that the undo may begin, and before it asks for anything. */
  readonly begin: () => Promise<void>;
}

async function runOf({ stateFolder, identity, acceptMapping }: UndoSettings, { files }: RunPorts): Promise<Saved> {
  // A zone given now is that of the range; the run's own belongs to its records.
  const mayDiffer = ['zone', ...(acceptMapping ? [MAPPING_SETTING] : [])];
  const run = await runIn(files, stateFolder, identity, undefined, mayDiffer);
  if (run) return run;
  throw new FatalError(
    'usage',
    'no-run',
    `There is no run in ${stateFolder}: nothing is known to have been sent.`,
    'Name the export as the run did, or the folder of the run with --state.',
  );
}

/** A run that went on with a corrected mapping may have sent what that one leaves out. */
function missedBy({ snapshot }: Ending, { books }: Saved): number {
  const { delivered, rejected } = snapshot.counts;
  return Math.max(0, books.delivered - delivered - rejected);
}

function takeBack(request: RunRequest, past: Past, act: LifeSettings, ports: RunPorts): Promise<Ending> {
  const { folder, mapping, rejectLimit } = request;
  const { run } = past;
  const mine: Identity = {
    ...run.identity,
    [MAPPING_SETTING]: mapping.digest,
    command: 'undo',
    run: run.runId,
    sent: digestOf(run),
  };
  return live(
    {
      folder,
      identity: mine,
      mappingDigest: mapping.digest,
      rejectLimit,
      work: { doing: 'recalling', done: 'recalled' },
      writesFindings: false,
      async embark(saved, fail) {
        // What was recalled counts as done a second time: beginning anew costs requests, and nothing else.
        const resumes = saved !== undefined && differences(saved.identity, mine).length === 0;
        const points = pointsOf(run, resumes ? saved : undefined);
        const cargo = await load(request, past, points, ports, fail);
        await past.begin();
        return resumes ? { ...cargo, resumes, runId: saved.runId, startedAtMs: saved.startedAtMs } : cargo;
      },
    },
    act,
    ports,
  );
}

function tell(request: RunRequest, past: Past, ports: RunPorts): Promise<Ending> {
  const { folder, mapping, rejectLimit } = request;
  const embark = () => load(request, past, pointsOf(past.run, undefined), ports, () => undefined);
  const plan = {
    folder,
    mappingDigest: mapping.digest,
    rejectLimit,
    work: { doing: 'reading', done: 'to recall' },
    embark,
  };
  return rehearse(plan, {}, ports);
}

/** The export, held against what the run read of it, and a mapper that leaves only what was sent. */
async function load(
  request: RunRequest,
  { run, sent, scope }: Past,
  points: readonly (ResumePoint | undefined)[],
  ports: RunPorts,
  fail: (error: FatalError) => void,
): Promise<Cargo> {
  const names = run.inputs.map((input) => input.name);
  const { zone: _zone, ...given } = request.settings;
  const settings = { ...given, ...mapSettingsOf(run), nowMs: run.startedAtMs };
  const { source, map } = await loadExport(request, settings, { points, names, fail }, ports);
  const startedAtMs = ports.clock.wallMs();
  return { runId: newRunId(ports), startedAtMs, resumes: false, notes: [], source, map: onlySent(map, sent, scope) };
}

function mapSettingsOf(run: Saved): Partial<RunRequest['settings']> {
  const { zone } = run.identity;
  return { ...runsOwnOf(run), ...(zone === undefined ? {} : { zone }) };
}

/** Everything that is not to be taken back becomes a skip with its reason. */
function onlySent(map: Mapper, sent: Sent, scope: UndoScope): Mapper {
  const select = (mapped: Mapped): Mapped => {
    const reason = leftOut(mapped, sent, scope);
    return reason === undefined ? mapped : { kind: 'skip', at: mapped.at, reason, source: mapped.source };
  };
  return (record) => map(record).map(select);
}

function leftOut(mapped: Mapped, sent: Sent, scope: UndoScope): string | undefined {
  if (mapped.kind !== 'message') return 'no-message';
  const { from, to, timeUs } = mapped;
  const { conversation, sinceUs = Number.NEGATIVE_INFINITY, untilUs = Number.POSITIVE_INFINITY } = scope;
  if (conversation && !isPair(conversation, from.name, to.name) && !isPair(conversation, from.original, to.original)) {
    return 'other-conversation';
  }
  if (timeUs < sinceUs || timeUs >= untilUs) return 'outside-range';
  const sending = sent.sending(mapped);
  return sending === 'sent' ? undefined : sending;
}

function isPair([one, other]: readonly [string, string], from: string, to: string): boolean {
  return (one === from && other === to) || (one === to && other === from);
}

/** Reading goes on where the undo stopped, and what is compared is all that the run or the undo read, whichever is more. */
function pointsOf(run: Saved, undone: Saved | undefined): (ResumePoint | undefined)[] {
  const count = Math.max(run.inputs.length, undone?.inputs.length ?? 0);
  return Array.from({ length: count }, (_, index) => pointOf(run.inputs[index], undone?.inputs[index]));
}

function pointOf(run: SavedInput | undefined, undone: SavedInput | undefined): ResumePoint | undefined {
  const [one, other] = [run?.fingerprint, undone?.fingerprint];
  const fingerprint = one && other ? (one.bytes >= other.bytes ? one : other) : (one ?? other);
  return fingerprint && { from: undone?.mark ?? START, fingerprint };
}

/** Which messages the run may have sent: more when it was resumed meanwhile. */
function digestOf({ inputs, reached, rejects }: Saved): string {
  const marks = inputs.map(({ mark, ahead, reader }) => ({ mark, ahead, reader }));
  return createHash('sha256').update(JSON.stringify({ marks, reached, rejects })).digest('hex').slice(0, 16);
}
