import { resolve } from 'node:path';
import type { Refusal } from '../deliver/delivery.js';
import { FatalError } from '../errors.js';
import { CALLS } from '../im/calls.js';
import { markReadSink } from '../im/mark-read-sink.js';
import type { SetMsgRead } from '../im/wire.js';
import { nodeClock } from '../system/node-clock.js';
import type { Message } from '../types.js';
import { confirm } from './confirm.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { listenForInterrupt } from './interrupt.js';
import { deliverOne } from './one-call.js';
import { openScreen, type Screen } from './screen.js';
import { findService } from './service.js';
import { lifeSettings } from './session.js';

/** What one account has of another. */
export interface OneSide {
  readonly account: string;
  readonly peer: string;
  /** Unix seconds; absent = now. */
  readonly until?: number;
}

/** Marks one side of one conversation as read: one call, and nothing is kept of it. Answers the exit code. */
export async function markOne(context: Context, { account, peer, until }: OneSide): Promise<number> {
  const { settings, environment, files } = context;
  const ports = { files, clock: nodeClock, random: Math.random };
  const service = await findService(settings, environment, ports);
  const folder = folderOf(context);
  const screen = openScreen(settings);
  const interrupt = listenForInterrupt((signal) => screen.note(`${signal}: waiting for the answer.`, 'yellow'));
  const { signal } = interrupt;
  try {
    const MsgReadTime = until ?? Math.floor(ports.clock.wallMs() / 1_000);
    const what = `This marks what ${account} has of ${peer} as read; it cannot be taken back.`;
    const isWanted = await confirm(context, screen, what, signal);
    if (!isWanted) return signal.aborted ? EXIT[interrupt.received() ?? 'SIGINT'] : EXIT.ok;
    const payload: SetMsgRead = { Report_Account: account, Peer_Account: peer, MsgReadTime };
    const act = lifeSettings(settings, () => service.connect(folder, markReadSink, CALLS.setMsgRead.perSecond));
    const outcome = await deliverOne(messageOf(payload), act, { ...ports, interrupt: signal });
    if (outcome === 'interrupted') return EXIT[interrupt.received() ?? 'SIGINT'];
    return tell(screen, payload, outcome);
  } finally {
    interrupt.release();
  }
}

function tell(screen: Screen, payload: SetMsgRead, outcome: Refusal | 'delivered'): number {
  const { Report_Account, Peer_Account, MsgReadTime = 0 } = payload;
  if (outcome === 'delivered') {
    const until = new Date(Number(MsgReadTime) * 1_000).toISOString();
    screen.result(`${Report_Account} has read what ${Peer_Account} wrote, up to ${until}.`);
    screen.json(payload);
    return EXIT.ok;
  }
  const { code, reason, advice } = outcome;
  screen.error(`Refused with ${code}: ${reason}`);
  screen.error(`  → ${advice}`);
  screen.json({ ...payload, refused: { code, reason, advice } });
  return EXIT.findings;
}

/** Only the emulator keeps something. */
function folderOf({ settings }: Context): string {
  const { state, emulate } = settings;
  if (emulate && state === undefined) {
    throw new FatalError(
      'usage',
      'state-missing',
      'The emulator keeps its messages in the state folder of a run, and nothing says which.',
      'Say --state DIR.',
    );
  }
  return state === undefined ? '' : resolve(state);
}

const NOWHERE = { input: 0, record: 1, part: 0, line: 1, byte: 0 };

function messageOf(payload: SetMsgRead): Message {
  const { Report_Account: reader, Peer_Account: peer } = payload;
  return {
    kind: 'message',
    at: NOWHERE,
    id: reader,
    lane: reader,
    timeUs: 0,
    key: { seq: 0, random: 0, seconds: 0 },
    orderedBy: 'source',
    type: 'mark',
    payload,
    bytes: 0,
    from: { name: reader, original: reader },
    to: { name: peer, original: peer },
    source: { at: NOWHERE, end: 0, endLine: 1, value: payload },
  };
}
