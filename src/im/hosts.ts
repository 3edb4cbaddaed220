import { FatalError } from '../errors.js';

/**
 * The service's hosts by region; the second is the backup of the first (269/1519 and endpoint pages).
 * A region's hosts are one service: a run may change between them.
 */
const REGIONS: Readonly<Record<string, readonly string[]>> = {
  china: ['console.tim.qq.com', 'adminapi.my-imcloud.com'],
  singapore: ['adminapisgp.im.qcloud.com', 'adminapisgp.my-imcloud.com'],
  seoul: ['adminapikr.im.qcloud.com', 'adminapikr.my-imcloud.com'],
  frankfurt: ['adminapiger.im.qcloud.com', 'adminapiger.my-imcloud.com'],
  'silicon-valley': ['adminapiusa.im.qcloud.com', 'adminapiusa.my-imcloud.com'],
  jakarta: ['adminapiidn.im.qcloud.com', 'adminapiidn.my-imcloud.com'],
  tokyo: ['adminapijpn.im.qcloud.com'],
  mumbai: ['adminapiind.im.qcloud.com', 'adminapiind.my-imcloud.com'],
  riyadh: ['adminapiksa.im.qcloud.com'],
};

/** This machine's own loopback: the only hosts without a rate limit or without TLS. */
export function isLocal(url: URL): boolean {
  const host = url.hostname;
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Throws FatalError `usage` for a way to another machine that anybody in between can read. */
export function refuseUnencrypted(endpoint: URL): void {
  if (isLocal(endpoint) || endpoint.protocol === 'https:') return;
  throw new FatalError(
    'usage',
    'not-https',
    `The endpoint ${endpoint.origin} is not https.`,
    'The signature and people’s messages must not travel unencrypted; use https.',
  );
}

/** Throws FatalError `usage` for requests without a limit to another machine. */
export function refuseUnlimited(endpoint: URL, ratePerSecond: number, setting: string): void {
  if (isLocal(endpoint) || ratePerSecond > 0) return;
  throw new FatalError(
    'usage',
    'no-limit',
    `${setting} 0 (no limit) is refused for ${endpoint.hostname}.`,
    'It is for servers on this machine. The service allows 200 a second by default.',
  );
}

/** What a run's identity says of where it sends: `local`, `region china`, or the host of an unknown service. */
export function serviceKind(url: URL): string {
  if (isLocal(url)) return 'local';
  const region = Object.entries(REGIONS).find(([, hosts]) => hosts.includes(url.hostname));
  return region ? `region ${region[0]}` : `host ${url.hostname}`;
}

/** The first host of each region, for help texts. */
export function knownHosts(): readonly string[] {
  return Object.values(REGIONS).map(([host]) => host!);
}
