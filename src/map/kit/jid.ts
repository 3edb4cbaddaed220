/** Addresses of XMPP: `local@domain/resource`. */

export interface Jid {
  /** Empty for servers and services. */
  readonly local: string;
  readonly domain: string;
  /** Without the resource, in small letters: case means nothing. */
  readonly bare: string;
}

/** Undefined when the value is no address. */
export function parseJid(value: unknown): Jid | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const slash = value.indexOf('/');
  const bare = (slash < 0 ? value : value.slice(0, slash)).toLowerCase();
  const at = bare.indexOf('@');
  const local = at < 0 ? '' : bare.slice(0, at);
  const domain = bare.slice(at + 1);
  return domain === '' || domain.includes('@') ? undefined : { local, domain, bare };
}

/** What an account is called: its local part, or with its domain where several hosts are imported. */
export function accountOf({ local, domain }: Jid, keepsDomain: boolean): string {
  return keepsDomain ? `${local}_${domain}` : local;
}
