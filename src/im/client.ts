import { FatalError } from '../errors.js';
import type { Clock, Random, Verdict } from '../types.js';
import { findWrongShape } from './answer-shape.js';
import { CALLS, type CallName, type Calls } from './calls.js';
import { type CodeRule, ruleFor, UNDOCUMENTED } from './codes.js';
import { LIMITS } from './limits.js';
import type { Reply } from './reply.js';
import { HttpTransport, type Transport } from './transport.js';
import { type Signature, Signer } from './usersig.js';

export interface ClientSettings {
  readonly endpoint: URL;
  readonly sdkAppId: number;
  readonly identifier: string;
  readonly secretKey: string;
  /** For one request, connection and answer together. */
  readonly timeoutMs: number;
  /** Answers with this code count as done: the service may say so of a message it holds already. */
  readonly duplicateCode?: number;
}

/** What came of one try of a call. */
export interface Tried<Answer> {
  readonly verdict: Verdict;
  /** The service's ErrorCode, when it answered with one. */
  readonly code?: number;
  /**
   * With every verdict `ok`, unless the answer was an error that counts as done and lacks what this call answers. Looked
   * through: what is relied on is as documented. When only some of what was asked was done, its lists say so.
   */
  readonly answer?: Answer;
}

/** An undocumented code, or one that is rarely a matter of the record, in so many records in a row stops the run. */
const SYSTEMATIC_AFTER = 20;

/** Requests to the service: envelope, signature, and what an answer decides. */
export class Client {
  private readonly signer: Signer;
  private readonly query: string;

  constructor(
    private readonly settings: ClientSettings,
    clock: Clock,
    private readonly random: Random,
    private readonly transport: Transport = new HttpTransport(settings.endpoint, settings.timeoutMs, clock),
  ) {
    this.signer = new Signer(settings, clock);
    const identifier = encodeURIComponent(settings.identifier);
    this.query = `sdkappid=${settings.sdkAppId}&identifier=${identifier}&contenttype=json`;
  }

  /**
   * Posts a JSON text to a command, as `openim/importmsg`, and says what became of it. `onStart` is called when the
   * request goes onto its connection. Throws FatalError when no request can succeed.
   */
  async post(command: string, body: string, onStart: () => void): Promise<Verdict> {
    const signature = this.signer.current();
    const reply = await this.transport.post(this.path(command, signature), body, onStart);
    return this.judge(reply, signature);
  }

  /** One try of a call. Throws FatalError when no request can succeed. */
  async call<Name extends CallName>(
    name: Name,
    request: Calls[Name]['request'],
    onStart: () => void,
  ): Promise<Tried<Calls[Name]['answer']>> {
    const signature = this.signer.current();
    const path = this.path(CALLS[name].command, signature);
    const reply = await this.transport.post(path, JSON.stringify(request), onStart);
    if (reply.kind !== 'answer') return { verdict: this.judge(reply, signature) };
    const { code, ok, answer } = reply;
    const wrong = findWrongShape(name, answer);
    if (!ok) {
      const verdict = this.judge(reply, signature);
      if (verdict.kind !== 'ok' || wrong !== undefined) return { verdict, code };
      return { verdict, code, answer: answer as Calls[Name]['answer'] };
    }
    if (wrong !== undefined) return { verdict: this.judge({ kind: 'not-json', why: wrong }, signature) };
    signature.accepted = true;
    return { verdict: { kind: 'ok' }, code, answer: answer as Calls[Name]['answer'] };
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  private path(command: string, signature: Signature): string {
    const chance = Math.floor(this.random() * (LIMITS.uint32 + 1));
    return `/v4/${command}?${this.query}&usersig=${signature.text}&random=${chance}`;
  }

  private judge(reply: Reply, signature: Signature): Verdict {
    if (reply.kind === 'lost') {
      return again(reply.why, 'connection', 'Check the network and --endpoint; the message is sent again.');
    }
    if (reply.kind === 'http') return judgeHttp(reply);
    if (reply.kind === 'not-json') {
      const advice = 'Something between here and the service answers in its place: check proxies and --endpoint.';
      return { ...again(reply.why, 'not-json', advice), exhausted: 'stop' };
    }
    const { code, info, ok } = reply;
    if (ok === true || code === this.settings.duplicateCode) {
      signature.accepted = true;
      return { kind: 'ok' };
    }
    return this.judgeCode(code, info, signature);
  }

  private judgeCode(code: number, info: string, signature: Signature): Verdict {
    const rule = ruleFor(code);
    if (!rule) return unknownCode(code, info);
    const why = `the service answered ${code}: ${rule.meaning}`;
    switch (rule.decision) {
      case 'done':
        signature.accepted = true;
        return { kind: 'ok' };
      case 'retry':
        return { ...again(why, String(code), rule.advice), answered: true, refused: rule.nothingDone };
      case 'throttled':
        return { ...again(why, String(code), rule.advice), slow: true, refused: true };
      case 'refresh':
        if (!this.signer.refused(signature)) throw stop(code, rule, info);
        return { ...again(why, String(code), rule.advice), free: true, refused: true };
      case 'stop':
        throw stop(code, rule, info);
      case 'reject':
      case 'reject-or-stop': {
        // Only a request whose signature was accepted is looked into.
        signature.accepted = true;
        const systematic = rule.decision === 'reject-or-stop' ? { stopAfterInARow: SYSTEMATIC_AFTER } : {};
        const refusal = {
          kind: 'no',
          code: String(code),
          reason: withInfo(rule.meaning, info),
          advice: rule.advice,
        } as const;
        return { ...refusal, outcome: 'refused', ...systematic };
      }
    }
  }
}

function again(why: string, code: string, advice: string): Verdict & { kind: 'again' } {
  return { kind: 'again', why, code, advice, exhausted: 'reject' };
}

function unknownCode(code: number, info: string): Verdict {
  return {
    kind: 'no',
    code: String(code),
    reason: withInfo(UNDOCUMENTED.meaning, info),
    advice: `${UNDOCUMENTED.advice} If it means that the message is there already, use --duplicate-code.`,
    outcome: 'unknown',
    stopAfterInARow: SYSTEMATIC_AFTER,
  };
}

function judgeHttp({ status, afterMs }: Reply & { kind: 'http' }): Verdict {
  const why = `HTTP status ${status}`;
  if (status === 408 || status === 429 || status >= 500) {
    const verdict = again(why, `http-${status}`, 'The way to the service is disturbed; the message is sent again.');
    const refused = status === 429;
    return { ...verdict, slow: refused, refused, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  throw new FatalError(
    'stopped',
    `http-${status}`,
    `The server answered with HTTP status ${status}; the service always answers 200.`,
    'Check --endpoint: wrong host, path or a proxy that answers in its place.',
  );
}

function stop(code: number, rule: CodeRule, info: string): FatalError {
  return new FatalError(
    'stopped',
    `service-${code}`,
    `The service answered ${code}: ${withInfo(rule.meaning, info)}.`,
    rule.advice,
  );
}

/** The service's own words may be cut: they are for people. */
function withInfo(meaning: string, info: string): string {
  return info === '' ? meaning : `${meaning} (the service says: ${info.slice(0, 200)})`;
}
