import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../src/emulator/server.js';

/** The official signing library, so that requests are signed by neither our client nor our emulator. */
interface SigningLibrary {
  readonly Api: new (sdkAppId: number, key: string) => { genSig(userId: string, expireSeconds: number): string };
}
const { Api } = createRequire(import.meta.url)('tls-sig-api-v2') as SigningLibrary;

export const APP = 1_400_000_000;
export const ADMIN = 'administrator';
export const KEY = '0123456789abcdef'.repeat(4);

export function sign(identifier = ADMIN, expireSeconds = 86_400, sdkAppId = APP, key = KEY): string {
  return new Api(sdkAppId, key).genSig(identifier, expireSeconds);
}

export function start(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  return startEmulator({ sdkAppId: APP, identifier: ADMIN, secretKey: KEY, limitPerSecond: 0, ...options });
}

/** Runs a piece of a test against an emulator that ends with it. */
export async function withEmulator<Result>(
  options: Partial<EmulatorOptions>,
  use: (emulator: Emulator) => Promise<Result>,
): Promise<Result> {
  const emulator = await start(options);
  try {
    return await use(emulator);
  } finally {
    await emulator.close();
  }
}

export interface Wanted {
  readonly path?: string;
  readonly method?: string;
  /** Replaces query parameters; undefined leaves one out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
}

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly code: number | undefined;
  readonly info: string | undefined;
  /** The whole answer; {} when it was no JSON object. */
  readonly answer: Answer;
}

export type Answer = Readonly<Record<string, unknown>>;

const signature = sign();

/** Sends one request; text is sent as it is, anything else as JSON. Rejects when the connection breaks. */
export async function call(emulator: Pick<Emulator, 'url'>, body: unknown, wanted: Wanted = {}): Promise<Got> {
  const query = new URLSearchParams();
  const parameters = { sdkappid: String(APP), identifier: ADMIN, usersig: signature, random: '7', contenttype: 'json' };
  for (const [name, value] of Object.entries({ ...parameters, ...wanted.query })) {
    if (value !== undefined) query.set(name, value);
  }
  const method = wanted.method ?? 'POST';
  const raw = body instanceof Uint8Array ? Buffer.from(body) : typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${emulator.url}${wanted.path ?? '/v4/openim/importmsg'}?${query}`, {
    method,
    ...(method === 'POST' ? { body: raw } : {}),
  });
  const text = await response.text();
  const answer = text.startsWith('{') && text.endsWith('}') ? JSON.parse(text) : {};
  const { status, headers } = response;
  return { status, headers, text, code: answer.ErrorCode, info: answer.ErrorInfo, answer };
}

/** One request of a command, as `openim/sendmsg`. */
export function post(emulator: Pick<Emulator, 'url'>, command: string, body: unknown): Promise<Got> {
  return call(emulator, body, { path: `/v4/${command}` });
}

/** POST to a control path, as `damage`; answers the JSON. */
export async function steer(emulator: Pick<Emulator, 'url'>, name: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${emulator.url}/emulator/${name}`, { method: 'POST', body: JSON.stringify(body) });
  return response.json();
}

/** A good request, with some fields changed; undefined leaves one out. */
export function message(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    SyncFromOldSystem: 2,
    From_Account: 'lan_mei',
    To_Account: 'otto.brandt',
    MsgSeq: 310_422,
    MsgRandom: 2_914_455_130,
    MsgTimeStamp: 1_583_020_805,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'see you at nine' } }],
    ...changes,
  };
}

export function textBody(text: string): unknown[] {
  return [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }];
}

/** The key of a message made by `message`. */
export function keyOf(changes: Readonly<Record<string, unknown>> = {}): string {
  const { MsgSeq, MsgRandom, MsgTimeStamp } = message(changes);
  return `${MsgSeq}_${MsgRandom}_${MsgTimeStamp}`;
}

/** A folder that ends with the test: two lives of an emulator, with the same data. */
export async function twoLives(
  options: Partial<EmulatorOptions>,
  first: (emulator: Emulator) => Promise<unknown>,
  second: (emulator: Emulator) => Promise<unknown>,
): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'emulator-'));
  try {
    await withEmulator({ ...options, dataFolder }, first);
    await withEmulator({ ...options, dataFolder }, second);
  } finally {
    await rm(dataFolder, { recursive: true });
  }
}

export interface Item {
  readonly From_Account: string;
  readonly To_Account: string;
  readonly MsgSeq: number;
  readonly MsgKey: string;
  readonly MsgTimeStamp: number;
  readonly MsgFlagBits: number;
  readonly IsPeerRead: number;
  readonly MsgBody: readonly unknown[];
  readonly CloudCustomData: string;
}

export interface PageAnswer {
  readonly Complete: number;
  readonly MsgCnt: number;
  readonly LastMsgTime: number;
  readonly LastMsgKey: string;
  readonly MsgList: readonly Item[];
}

/** One page of history. */
export async function page(
  emulator: Pick<Emulator, 'url'>,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<PageAnswer> {
  const range = { MaxCnt: 100, MinTime: 0, MaxTime: 4_294_967_295 };
  const pair = { Operator_Account: 'lan_mei', Peer_Account: 'otto.brandt' };
  const got = await post(emulator, 'openim/admin_getroammsg', { ...pair, ...range, ...changes });
  if (got.code !== 0) throw new Error(got.text);
  return got.answer as unknown as PageAnswer;
}
