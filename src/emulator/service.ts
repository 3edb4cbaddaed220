import { isUtf8 } from 'node:buffer';
import type { Command } from './commands.js';
import { REFUSALS, type Reply, refuse } from './reply.js';
import { parseTarget, readCaller, type Target } from './target.js';
import type { SignatureCheck } from './usersig.js';
import type { World } from './world.js';

/** One request, read whole. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: Buffer;
}

/** What the envelope is judged by. */
export interface Gatekeeper {
  readonly sdkAppId: number;
  readonly administrator: string;
  readonly signatures: SignatureCheck;
  readonly wallMs: () => number;
  /** Unix second before which signatures do not count. */
  readonly signaturesValidFrom: () => number;
}

/**
 * The API without HTTP: envelope, signature, body, command, in this order. Never throws.
 * @param command what the path means; undefined when it means nothing
 */
export function answerCall(call: Call, command: Command | undefined, gatekeeper: Gatekeeper, world: World): Reply {
  if (command === undefined) return refuse(REFUSALS.path);
  const target = parseTarget(call.url);
  if (call.method !== 'POST') return refuse(REFUSALS.httpParse, `method ${call.method}, only POST is served`);
  const refusal = checkCaller(target, gatekeeper) ?? checkSize(call.body, command.maxBodyBytes);
  if (refusal !== undefined) return refusal;
  try {
    const body: unknown = JSON.parse(call.body.toString('utf8'));
    return isObject(body) ? command.run(body, world) : refuse(REFUSALS.json, 'no Object');
  } catch (error) {
    // Nesting beyond what the stack holds is as unreadable as broken syntax.
    if (error instanceof SyntaxError || error instanceof RangeError) return refuse(REFUSALS.json);
    return refuse(REFUSALS.internal, String(error));
  }
}

function checkCaller(target: Target, gatekeeper: Gatekeeper): Reply | undefined {
  const caller = readCaller(target.query);
  if ('code' in caller) return caller;
  if (caller.sdkAppId !== gatekeeper.sdkAppId) return refuse(REFUSALS.sdkAppIdUnknown);
  const { signatures, wallMs, signaturesValidFrom } = gatekeeper;
  const bad = signatures.check(caller.userSig, caller.identifier, wallMs(), signaturesValidFrom());
  if (bad !== undefined) return refuse(bad);
  return caller.identifier === gatekeeper.administrator ? undefined : refuse(REFUSALS.administrator);
}

function checkSize(body: Buffer, maxBytes: number): Reply | undefined {
  if (body.length === 0) return refuse(REFUSALS.requestJson, 'empty');
  if (body.length > maxBytes) return refuse(REFUSALS.size, `${body.length} bytes, at most ${maxBytes}`);
  return isUtf8(body) ? undefined : refuse(REFUSALS.requestJson, 'not UTF-8');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
