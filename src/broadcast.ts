import { createHash } from 'node:crypto';
import { Books } from './broadcast/books.js';
import type { BroadcastCounts } from './broadcast/fate.js';
import { type Head, Journal, readHead, rebuild, type WholeBytes } from './broadcast/journal.js';
import { type Outlook, outlookOf } from './broadcast/outlook.js';
import { type BroadcastConnection, Sending } from './broadcast/sending.js';
import { differences, type Identity } from './checkpoint/identity.js';
import { withLock } from './checkpoint/lock.js';
import { FatalError } from './errors.js';
import type { LifePorts } from './request.js';
import { newRunId } from './resume.js';

/** A minute as it is counted, and a little more. */
const MINUTE_MS = 61_000;

export interface BroadcastPlan {
  /** Where it keeps its files; it exists. */
  readonly folder: string;
  /** Message, sender, flags, application and service: with the receivers, what must not change between two lives. */
  readonly identity: Identity;
  /** Distinct accounts; undefined = it was interrupted while they were looked for. */
  receivers(): Promise<readonly string[] | undefined>;
  /** Told what would be sent; false = it shall not. Not asked when nobody is left. */
  confirm(outlook: Outlook): Promise<boolean>;
  /** Called when it is wanted. */
  connect(): Promise<BroadcastConnection>;
  /** Told when it begins, and again and again while it goes on. `waitMs` above 0: why it waits. */
  onProgress(life: BroadcastLife, waitMs: number, why: string): void;
  readonly retryUnknown: boolean;
  readonly patienceMs: number;
  readonly takeOver: boolean;
  /** The service's limit of receivers a minute holds. */
  readonly isLimited: boolean;
}

export interface BroadcastLife {
  readonly runId: string;
  readonly startedAtMs: number;
  readonly counts: BroadcastCounts;
  readonly failedByCode: Readonly<Record<string, number>>;
}

export interface BroadcastEnding extends BroadcastLife {
  /** `declined`: nothing was done, because nobody wanted it. */
  readonly state: 'finished' | 'interrupted' | 'stopped' | 'declined';
  /** Requests in this life. */
  readonly calls: number;
  readonly balanced: boolean;
  readonly error?: FatalError;
}

/*
 * Sends one message to many accounts, over several lives if need be. What former lives did is put together from their notes
 * before anything is asked or changed; then those who are still to get it do (broadcast/sending.ts). Of whom it is not known
 * whether they got it, they are left alone unless that is asked for. Answers undefined when it was interrupted before the
 * receivers were known. Throws FatalError when it cannot begin.
 */
export async function broadcast(
  plan: BroadcastPlan,
  ports: Omit<LifePorts, 'onStart'>,
): Promise<BroadcastEnding | undefined> {
  const { files, clock } = ports;
  const { folder } = plan;
  return withLock(ports, folder, plan.takeOver, async () => {
    const accounts = await plan.receivers();
    if (!accounts || ports.interrupt.aborted) return undefined;
    const identity = { ...plan.identity, receivers: digestOf(accounts) };
    const former = await readHead(files, folder);
    if (former) refuseOther(folder, former.identity, identity);
    const books = new Books(accounts);
    const calls: FormerCall[] = [];
    const remember = (receivers: number, atMs: number) => {
      if (clock.wallMs() - atMs < MINUTE_MS) calls.push({ receivers, atMs });
    };
    const whole = former && (await rebuild(files, folder, books, remember));
    const head = former ?? { runId: newRunId(ports), startedAtMs: clock.wallMs(), identity };
    return await live({ plan, ports, books, calls, head, whole });
  });
}

interface FormerCall {
  readonly receivers: number;
  readonly atMs: number;
}

interface Life {
  readonly plan: BroadcastPlan;
  readonly ports: Omit<LifePorts, 'onStart'>;
  readonly books: Books;
  /** Of the last minute of former lives. */
  readonly calls: readonly FormerCall[];
  readonly head: Head;
  readonly whole: WholeBytes | undefined;
}

async function live(life: Life): Promise<BroadcastEnding> {
  const { plan, ports, books, head, whole } = life;
  const lost = books.lost();
  for (const result of lost) books.settled(result);
  if (plan.retryUnknown) books.reopenUnknown();
  const told = (): BroadcastLife => lifeOf(head, books);
  const { counts } = told();
  const outlook = outlookOf(counts, plan.isLimited);
  const wanted = counts.pending === 0 || (await plan.confirm(outlook));
  if (!wanted) return { ...told(), state: 'declined', calls: 0, balanced: books.isBalanced() };
  const journal = await Journal.open(ports.files, plan.folder, head, whole);
  try {
    await journal.settle(0, lost, []);
    plan.onProgress(told(), 0, '');
    const { calls, error } = counts.pending === 0 ? { calls: 0 } : await send(life, journal, told);
    return endOf(told(), books, calls, ports.interrupt.aborted, error);
  } finally {
    await journal.close();
  }
}

async function send(
  { plan, ports, books, calls }: Life,
  journal: Journal,
  told: () => BroadcastLife,
): Promise<{ calls: number; error?: FatalError }> {
  const connection = await plan.connect();
  try {
    const { clock, random, interrupt } = ports;
    for (const { receivers, atMs } of calls) connection.pace.remember(receivers, clock.wallMs() - atMs);
    const onProgress = (waitMs: number, why: string) => plan.onProgress(told(), waitMs, why);
    const { patienceMs } = plan;
    const sending = new Sending({
      ...{ books, journal, connection, clock, random, interrupt, patienceMs, onProgress },
    });
    const error = await sending.run();
    return { calls: sending.calls, ...(error ? { error } : {}) };
  } finally {
    connection.gate.close();
    await connection.close();
  }
}

/** A broadcast whose books do not balance has failed, whatever else is said. */
function endOf(
  life: BroadcastLife,
  books: Books,
  calls: number,
  interrupted: boolean,
  error: FatalError | undefined,
): BroadcastEnding {
  const { pending } = life.counts;
  const balanced = books.isBalanced() && (pending === 0 || interrupted || !!error);
  const wrong = error ?? (balanced ? undefined : unbalanced(life.counts));
  const state = wrong ? 'stopped' : interrupted && pending > 0 ? 'interrupted' : 'finished';
  return { ...life, state, calls, balanced, ...(wrong ? { error: wrong } : {}) };
}

function lifeOf({ runId, startedAtMs }: Head, books: Books): BroadcastLife {
  return { runId, startedAtMs, counts: books.counts(), failedByCode: Object.fromEntries(books.failedByCode) };
}

function digestOf(accounts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const account of [...accounts].sort()) hash.update(`${account}\n`);
  return hash.digest('hex');
}

function refuseOther(folder: string, saved: Identity, now: Identity): void {
  const names = differences(saved, now);
  if (names.length === 0) return;
  throw new FatalError(
    'state',
    'other-broadcast',
    `The state folder ${folder} belongs to a broadcast that differs in: ${names.join(', ')}.`,
    'Use another --state for another message or other receivers. To go on with the old one, repeat its command as it was.',
  );
}

function unbalanced(counts: BroadcastCounts): FatalError {
  return new FatalError(
    'stopped',
    'unbalanced',
    `The books do not balance: ${JSON.stringify(counts)}.`,
    'Please report this; results.jsonl and calls.jsonl tell what was done. The same command sends nothing twice.',
  );
}
