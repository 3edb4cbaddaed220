import { afterAll } from 'vitest';
import type { EmulatorStats, StoredMessage } from '../../src/emulator/server.js';
import { IDENTIFIER, SDK_APP_ID, SECRET_KEY, startCli } from './cli.js';

/** The emulator as a process of its own: the judge of what really arrived. */
export interface EmulatorProcess {
  readonly url: string;
  /** Environment and flags with which a run reaches it. */
  readonly env: Readonly<Record<string, string>>;
  stats(): Promise<EmulatorStats>;
  messages(): Promise<StoredMessage[]>;
  setFaults(...specs: string[]): Promise<void>;
  /** Changes what is stored, as nothing in the API can. */
  damage(...operations: object[]): Promise<Damaged[]>;
  /** How history is sorted inside one second: `arrival` and `reverse-in-second` ignore MsgSeq. */
  orderHistory(order: 'key' | 'arrival' | 'reverse-in-second'): Promise<void>;
  stop(): Promise<void>;
}

export interface EmulatorFlags {
  readonly faults?: readonly string[];
  readonly latency?: string;
  /** Requests a second; 0 (the default here) = no limit. */
  readonly limit?: number;
  readonly data?: string;
  readonly port?: number;
  readonly accounts?: string;
}

export async function startEmulatorProcess(flags: EmulatorFlags = {}): Promise<EmulatorProcess> {
  const { faults = [], latency, limit = 0, data, port = 0, accounts } = flags;
  const words = ['emulator', '--port', String(port), '--limit', String(limit)];
  if (faults.length > 0) words.push('--fault', faults.join(','));
  if (latency !== undefined) words.push('--latency', latency);
  if (accounts !== undefined) words.push('--accounts', accounts);
  if (data !== undefined) words.push('--data', data);
  const env = {
    TIM_SECRET_KEY: SECRET_KEY,
    TIM_SDK_APP_ID: String(SDK_APP_ID),
    TIM_IDENTIFIER: IDENTIFIER,
  };
  const process = startCli(words, { env });
  await process.said('\n');
  const { url } = JSON.parse(process.stdout().split('\n')[0]!) as { url: string };
  return {
    url,
    env: { ...env, TIM_ENDPOINT: url, TIM_RATE: '0' },
    stats: () => getJson(`${url}/emulator/stats`),
    messages: async () => parseLines(await (await fetch(`${url}/emulator/messages`)).text()),
    setFaults: async (...specs) => {
      const answer = await fetch(`${url}/emulator/faults`, { method: 'POST', body: JSON.stringify(specs) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    damage: (...operations) => post(`${url}/emulator/damage`, operations),
    orderHistory: (order) => post(`${url}/emulator/history-order`, { order }),
    stop: async () => {
      process.kill('SIGTERM');
      await process.ended;
    },
  };
}

/** One for all tests of a file, which ends with them. */
export async function emulatorForFile(flags: EmulatorFlags = {}): Promise<EmulatorProcess> {
  const emulator = await startEmulatorProcess(flags);
  afterAll(() => emulator.stop());
  return emulator;
}

/** What one damage was done to. */
export interface Damaged {
  readonly do: string;
  readonly from: string;
  readonly to: string;
  readonly key: string;
}

async function post<Answer>(url: string, value: unknown): Promise<Answer> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(value) });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as Answer;
}

async function getJson<Value>(url: string): Promise<Value> {
  return (await (await fetch(url)).json()) as Value;
}

export function parseLines<Value>(text: string): Value[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Value);
}
