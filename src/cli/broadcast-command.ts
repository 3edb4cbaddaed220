import { createHash } from 'node:crypto';
import type { BroadcastConnection } from '../broadcast/sending.js';
import { type BroadcastEnding, type BroadcastLife, type BroadcastPlan, broadcast } from '../broadcast.js';
import { diskError } from '../checkpoint/disk-error.js';
import { ServiceError } from '../errors.js';
import { callBatch } from '../im/batch-call.js';
import { LIMITS } from '../im/limits.js';
import { ReceiverGate } from '../im/receiver-gate.js';
import type { RunPorts } from '../request.js';
import { nodeClock } from '../system/node-clock.js';
import { nodeProcesses } from '../system/node-processes.js';
import { replaceText } from '../text-file.js';
import type { Files } from '../types.js';
import { receiverSource } from './broadcast-receivers.js';
import { broadcastText, progressText, questionText } from './broadcast-text.js';
import { confirm } from './confirm.js';
import type { Context } from './context.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import { listenForInterrupt, type Signal } from './interrupt.js';
import { type Outgoing, readOutgoing, senderText } from './outgoing.js';
import { openScreen, showError } from './screen.js';
import { findService, type Service } from './service.js';
import { PATIENCE_MS } from './session.js';
import { apiOf } from './single-calls.js';
import { untilAborted } from './until-aborted.js';

const REPORT_FILE = 'report.json';
/** While it goes on, report.json is at most about this old, and a person hears no more often. */
const EVERY_MS = 5_000;
const PRIVATE_UMASK = 0o077;

/** Sends one message to many accounts. Answers the exit code. */
export async function broadcastCommand(context: Context): Promise<number> {
  const { settings, environment, files } = context;
  process.umask(PRIVATE_UMASK);
  const outgoing = await readOutgoing(settings, files);
  const source = await receiverSource(context);
  const folder = `${source.stateFolder}/broadcast`;
  const screen = openScreen(settings);
  const interrupt = listenForInterrupt((signal) =>
    screen.note(`${signal}: finishing the call in flight. A second signal stops at once.`, 'yellow'),
  );
  const ports: RunPorts = {
    files,
    clock: nodeClock,
    random: Math.random,
    processes: nodeProcesses(),
    stdin: untilAborted(process.stdin, interrupt.signal),
    interrupt: interrupt.signal,
    onStart: async () => undefined,
  };
  try {
    const service = await findService(settings, environment, ports);
    const sender = outgoing.From_Account ?? service.identifier;
    const report = new BroadcastReport(files, folder, source.inputs);
    let toldMs = Number.NEGATIVE_INFINITY;
    const plan: BroadcastPlan = {
      folder,
      identity: identityOf(outgoing, sender, service),
      receivers: () => source.find(sender, screen, ports),
      confirm: (outlook) =>
        confirm(
          context,
          screen,
          questionText(outgoing, senderText(outgoing, service.identifier), outlook),
          interrupt.signal,
        ),
      connect: () => connect(context, service, source.stateFolder, outgoing, interrupt.signal),
      onProgress: (life, waitMs, why) => {
        if (why === '' && nodeClock.monotonicMs() - toldMs < EVERY_MS) return;
        toldMs = nodeClock.monotonicMs();
        report.running(life);
        screen.note(progressText(life.counts, waitMs, why), 'dim');
      },
      retryUnknown: settings['retry-unknown'] ?? false,
      patienceMs: settings.patience ?? PATIENCE_MS,
      takeOver: settings['take-over'] ?? false,
      isLimited: settings.rate !== 0,
    };
    await files.makeFolder(folder, 0o700);
    const ending = await broadcast(plan, ports);
    const exitCode = exitCodeOfBroadcast(ending, interrupt.received());
    if (!ending) {
      screen.json({ command: 'broadcast', state: 'interrupted', exitCode });
      return exitCode;
    }
    const told = await report.end(ending, exitCode);
    screen.result(broadcastText(ending, folder).join('\n'));
    screen.json(told);
    if (ending.error) showError(screen, ending.error);
    return exitCode;
  } finally {
    screen.stop();
    interrupt.release();
  }
}

/** What must not change between two lives; the receivers are added where they are known. */
function identityOf(outgoing: Outgoing, sender: string, service: Service): Record<string, string> {
  const { From_Account: _, ...message } = outgoing;
  return {
    message: createHash('sha256').update(JSON.stringify(message)).digest('hex'),
    sender,
    'sdk-app-id': String(service.sdkAppId),
    service: service.kind,
  };
}

async function connect(
  { settings }: Context,
  service: Service,
  stateFolder: string,
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<BroadcastConnection> {
  const opened = await service.open(stateFolder, LIMITS.otherCallsPerSecond);
  const { client, gate } = opened;
  const api = apiOf(opened, settings.patience ?? PATIENCE_MS);
  const chance = () => Math.floor(Math.random() * (LIMITS.uint32 + 1));
  return {
    gate,
    pace: new ReceiverGate(nodeClock, settings.rate === 0 ? Number.POSITIVE_INFINITY : undefined),
    call: (accounts, onStart) =>
      callBatch(client, { ...outgoing, To_Account: accounts, MsgSeq: chance(), MsgRandom: chance() }, onStart),
    probe: async () => {
      try {
        await api.getC2cUnreadMsgNum({ To_Account: outgoing.From_Account ?? service.identifier }, { signal });
      } catch (error) {
        // A refusal is an answer, too; and whoever interrupts it wants no more.
        if (!(error instanceof ServiceError)) throw error;
      }
    },
    close: () => api.close(),
  };
}

function exitCodeOfBroadcast(ending: BroadcastEnding | undefined, signal: Signal | undefined): number {
  if (ending?.error) return exitCodeOf(ending.error.kind);
  if (!ending || ending.state === 'interrupted') return EXIT[signal ?? 'SIGINT'];
  if (ending.state === 'declined') return EXIT.ok;
  const { failed, unknown } = ending.counts;
  return failed + unknown > 0 ? EXIT.findings : EXIT.ok;
}

/** report.json of a broadcast, and what `--json` prints. It holds no text and no account. */
class BroadcastReport {
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly files: Files,
    private readonly folder: string,
    private readonly inputs: readonly string[],
  ) {}

  /** What the disk does not take now, the next write will say. */
  running(life: BroadcastLife): void {
    const text = this.text({ ...this.facts(life), state: 'running', exitCode: null });
    this.writing = this.writing.then(() =>
      replaceText(this.files, this.folder, REPORT_FILE, text).catch(() => undefined),
    );
  }

  /** A broadcast that nobody wanted leaves no report. */
  async end(ending: BroadcastEnding, exitCode: number): Promise<object> {
    const { state, calls, balanced, error } = ending;
    const report = {
      ...this.facts(ending),
      finishedAt: new Date(nodeClock.wallMs()).toISOString(),
      state,
      calls,
      balanced,
      exitCode,
      ...(error ? { error: { code: error.code, message: error.message, hint: error.hint } } : {}),
    };
    await this.writing;
    if (state === 'declined') return report;
    await replaceText(this.files, this.folder, REPORT_FILE, this.text(report)).catch((failure: unknown) => {
      throw diskError(this.folder, failure);
    });
    return report;
  }

  private facts({ runId, startedAtMs, counts, failedByCode }: BroadcastLife) {
    return {
      runId,
      command: 'broadcast',
      inputs: this.inputs,
      startedAt: new Date(startedAtMs).toISOString(),
      finishedAt: null as string | null,
      counts,
      failedByCode,
    };
  }

  private text(report: object): string {
    return `${JSON.stringify(report, null, 2)}\n`;
  }
}
