import { createHash } from 'node:crypto';

/**
 * An id for records of sources that have none: a digest of what tells the message from others. It is the same in every
 * run; two records that are equal in all of it are one message.
 */
export function madeId(parts: readonly string[]): string {
  const hash = createHash('sha256');
  // Each part is preceded by its length, so that no two lists run into the same text.
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 32);
}
