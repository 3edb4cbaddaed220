import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './body.js';
import { COMMANDS, type Command } from './commands.js';
import { carryOut, type ExchangeParts, sendReply } from './exchange.js';
import type { Faults } from './faults.js';
import { Limiter } from './limiter.js';
import type { Settings } from './options.js';
import { REFUSALS, refuse } from './reply.js';
import { answerCall, type Gatekeeper } from './service.js';
import type { Stats } from './stats.js';
import { SignatureCheck } from './usersig.js';
import type { World } from './world.js';

const OVER_LIMIT = refuse(REFUSALS.frequency);

/** What requests are judged by and carried out with. */
export interface HandlerParts {
  readonly settings: Settings;
  readonly faults: Faults;
  readonly stats: Stats;
  readonly world: World;
  readonly control: (request: IncomingMessage, response: ServerResponse, path: string) => void;
  readonly whenWritten: ExchangeParts['whenWritten'];
}

/** Routes a request, and judges at its arrival what depends on when it arrives: outage, limit, faults. */
export function makeHandler(parts: HandlerParts): (request: IncomingMessage, response: ServerResponse) => void {
  const { settings, faults, stats, world } = parts;
  const exchange: ExchangeParts = { stats, latencyMs: settings.latencyMs, whenWritten: parts.whenWritten };
  const limiters = new Map([...COMMANDS].map(([path, command]) => [path, new Limiter(limitOf(command, settings))]));
  const gatekeeper: Gatekeeper = {
    sdkAppId: settings.sdkAppId,
    administrator: settings.identifier,
    signatures: new SignatureCheck(settings.sdkAppId, settings.secretKey),
    wallMs: settings.wallMs,
    signaturesValidFrom: () => faults.signaturesValidFrom(settings.monotonicMs()),
  };
  return (request, response) => {
    const { method = '', url = '' } = request;
    const path = url.split('?', 1)[0]!;
    if (path.startsWith('/emulator/')) {
      parts.control(request, response, path);
      return;
    }
    const nowMs = settings.monotonicMs();
    const command = COMMANDS.get(path);
    stats.request(command?.name, nowMs);
    const decision = faults.decide(nowMs, command?.name);
    if (decision.fault?.action.kind === 'outage') {
      stats.fault(decision.fault.label, false);
      request.socket.destroy();
      return;
    }
    const admitted = limiters.get(path)?.admits(nowMs) ?? true;
    if (!admitted) stats.overLimit();
    readBody(request, response, (body) => {
      if (!admitted) sendReply(response, OVER_LIMIT, exchange);
      else carryOut(response, decision, () => answerCall({ method, url, body }, command, gatekeeper, world), exchange);
    });
  };
}

function limitOf({ mostPerSecond = Infinity }: Command, { limitPerSecond }: Settings): number {
  return limitPerSecond === 0 ? 0 : Math.min(limitPerSecond, mostPerSecond);
}
