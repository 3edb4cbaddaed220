import { REFUSALS, type Reply, refuse } from './reply.js';

/** A request's URL, taken apart with little work: this runs once per message. */
export interface Target {
  readonly path: string;
  /** Undefined when a name or value is not properly percent-encoded. */
  readonly query: ReadonlyMap<string, string> | undefined;
}

export function parseTarget(url: string): Target {
  const mark = url.indexOf('?');
  if (mark < 0) return { path: url, query: new Map() };
  return { path: url.slice(0, mark), query: parseQuery(url.slice(mark + 1)) };
}

function parseQuery(text: string): ReadonlyMap<string, string> | undefined {
  const query = new Map<string, string>();
  try {
    for (const pair of text.split('&')) {
      const equals = pair.indexOf('=');
      const name = equals < 0 ? pair : pair.slice(0, equals);
      query.set(decode(name), equals < 0 ? '' : decode(pair.slice(equals + 1)));
    }
  } catch {
    return undefined;
  }
  return query;
}

function decode(text: string): string {
  return text.includes('%') ? decodeURIComponent(text) : text;
}

/** Who calls, as the URL says. */
export interface Caller {
  readonly sdkAppId: number;
  readonly identifier: string;
  readonly userSig: string;
}

const UINT32_MAX = 0xffff_ffff;
const DIGITS = /^\d{1,10}$/;

/** The envelope's part in the URL, or why it is refused. An absent `usersig` is an empty one. */
export function readCaller(query: ReadonlyMap<string, string> | undefined): Caller | Reply {
  if (query === undefined) return refuse(REFUSALS.httpParse, 'query is not percent-encoded');
  const sdkAppId = query.get('sdkappid');
  if (sdkAppId === undefined) return refuse(REFUSALS.sdkAppIdMissing);
  if (!isUint32(sdkAppId)) return refuse(REFUSALS.sdkAppIdInvalid);
  const identifier = query.get('identifier') ?? '';
  if (identifier === '') return refuse(REFUSALS.account);
  if (!isUint32(query.get('random'))) return refuse(REFUSALS.httpParse, 'random must be an unsigned 32-bit integer');
  if (query.get('contenttype') !== 'json') return refuse(REFUSALS.httpParse, 'contenttype must be json');
  return { sdkAppId: Number(sdkAppId), identifier, userSig: query.get('usersig') ?? '' };
}

function isUint32(text: string | undefined): boolean {
  return text !== undefined && DIGITS.test(text) && Number(text) <= UINT32_MAX;
}
