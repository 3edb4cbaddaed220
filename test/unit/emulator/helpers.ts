import { createRequire } from 'node:module';
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
}

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
  return { status: response.status, headers: response.headers, text, code: answer.ErrorCode, info: answer.ErrorInfo };
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
