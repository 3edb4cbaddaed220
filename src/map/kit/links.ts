/** Addresses of media without the secrets that go with them. */

/** Parameters that let whoever has the address in, by name in lower case. */
const SECRETS = new Set([
  'share-secret',
  'secret',
  'token',
  'access_token',
  'auth',
  'authorization',
  'signature',
  'sig',
  'x-amz-signature',
  'x-amz-credential',
  'x-amz-security-token',
  'x-goog-signature',
  'x-goog-credential',
  'ossaccesskeyid',
  'security-token',
  'q-signature',
  'q-ak',
  'key-pair-id',
  'policy',
]);

export interface CleanLink {
  readonly url: string;
  /** A secret was left out: the link may no longer open. */
  readonly hadSecret: boolean;
}

/** The address without user, password and parameters that are secrets. What is no address comes back as it is. */
export function cleanLink(address: string): CleanLink {
  const withoutUser = address.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');
  const query = withoutUser.indexOf('?');
  if (query < 0) return { url: withoutUser, hadSecret: withoutUser !== address };
  const hash = withoutUser.indexOf('#', query);
  const end = hash < 0 ? withoutUser.length : hash;
  const parts = withoutUser.slice(query + 1, end).split('&');
  const kept = parts.filter((part) => !SECRETS.has(part.split('=', 1)[0]!.toLowerCase()));
  if (kept.length === parts.length) return { url: withoutUser, hadSecret: withoutUser !== address };
  const rest = kept.length > 0 ? `?${kept.join('&')}` : '';
  return { url: withoutUser.slice(0, query) + rest + withoutUser.slice(end), hadSecret: true };
}
