import { FatalError } from '../errors.js';
import type { Counts } from '../types.js';

/** When so much is rejected, something is wrong with the export or the mapping: a number, or a share of what was read. */
export type RejectLimit =
  | { readonly kind: 'number'; readonly most: number }
  | { readonly kind: 'percent'; readonly most: number };

/** A share means nothing before so many parts were read. */
const PERCENT_FROM = 1_000;

/** What stops the run when the limit is exceeded; it names the value to go on with. */
export function overRejectLimit(limit: RejectLimit, { read, rejected }: Counts): FatalError | undefined {
  if (limit.kind === 'number') {
    return rejected > limit.most
      ? tooMany(`${rejected} records are rejected`, `${limit.most}`, `${rejected * 2}`)
      : undefined;
  }
  const percent = (rejected / Math.max(1, read)) * 100;
  if (read < PERCENT_FROM || percent <= limit.most) return undefined;
  const share = `${rejected} of ${read} records (${percent.toFixed(2)} %) are rejected`;
  return tooMany(share, `${limit.most}%`, `${Math.min(100, Math.ceil(percent * 2))}%`);
}

function tooMany(what: string, limit: string, next: string): FatalError {
  return new FatalError(
    'stopped',
    'too-many-rejects',
    `${what}; --max-rejects allows ${limit}.`,
    `Look at rejects.jsonl for the reason. To go on all the same, run again with --max-rejects ${next}.`,
  );
}
