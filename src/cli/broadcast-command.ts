import { createHash } from 'node:crypto';
import type { BroadcastConnection } from '../broadcast/sending.js';
import { type BroadcastEnding, type BroadcastPlan, broadcast } from '../broadcast.js';
import { ServiceError } from '../errors.js';
import { callBatch } from '../im/batch-call.js';
import { LIMITS } from '../im/limits.js';
import { ReceiverGate } from '../im/receiver-gate.js';
import type { RunPorts } from '../request.js';
import { nodeClock } from '../system/node-clock.js';
import { type ReceiverSource, receiverSource } from './broadcast-receivers.js';
import { BroadcastReport } from './broadcast-report.js';
import { broadcastText, progressText, questionText } from './broadcast-text.js';
import { confirm } from './confirm.js';
import type { Context } from './context.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import type { Signal } from './interrupt.js';
import { type Outgoing, readOutgoing, senderText } from './outgoing.js';
import { type Screen, showError } from './screen.js';
import { findService, type Service } from './service.js';
import { PATIENCE_MS } from './session.js';
import { apiOf } from './single-calls.js';
import { keepFilesPrivate } from './state-folder.js';
import { type World, withWorld } from './world.js';

/** While it goes on, report.json is at most about this old, and a person hears no more often. */
const EVERY_MS = 5_000;

const STOPPING = 'finishing the call in flight. A second signal stops at once.';

/** Sends one message to many accounts. Answers the exit code. */
export async function broadcastCommand(context: Context): Promise<number> {
  keepFilesPrivate();
  const outgoing = await readOutgoing(context.settings, context.files);
  const source = await receiverSource(context);
  return withWorld(context, { stopping: STOPPING }, (world) => send(context, outgoing, source, world));
}

async function send(context: Context, outgoing: Outgoing, source: ReceiverSource, world: World): Promise<number> {
  const { settings, environment, files } = context;
  const { screen, interrupt } = world;
  const ports: RunPorts = { ...world.ports, onStart: async () => undefined };
  const folder = `${source.stateFolder}/broadcast`;
  const service = await findService(settings, environment, ports);
  const sender = outgoing.From_Account ?? service.identifier;
  const report = new BroadcastReport(files, folder, source.inputs);
  const plan: BroadcastPlan = {
    folder,
    identity: identityOf(outgoing, sender, service),
    receivers: () => source.find(sender, screen, ports),
    confirm: (outlook) => {
      const text = questionText(outgoing, senderText(outgoing, service.identifier), outlook);
      return confirm(context, screen, text, interrupt.signal);
    },
    connect: () => connect(context, service, source.stateFolder, outgoing, interrupt.signal),
    onProgress: tellRegularly(screen, report),
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
}

/** What the broadcast waits for is told at once. */
function tellRegularly(screen: Screen, report: BroadcastReport): BroadcastPlan['onProgress'] {
  let toldMs = Number.NEGATIVE_INFINITY;
  return (life, waitMs, why) => {
    if (why === '' && nodeClock.monotonicMs() - toldMs < EVERY_MS) return;
    toldMs = nodeClock.monotonicMs();
    report.running(life);
    screen.note(progressText(life.counts, waitMs, why), 'dim');
  };
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
