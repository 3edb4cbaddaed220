import { createRequire } from 'node:module';
import type { IANAZone } from 'luxon';

/** Zones of wall-clock times: the door to luxon, and a cache that keeps it off the path of every record. */

/** A zone that turns local time into an offset. */
export interface Zone {
  readonly name: string;
  /**
   * Minutes east of UTC at a local time (its fields read as if they were UTC, in ms). Where clocks change, the
   * offset before the change holds: of an hour that comes twice the first is taken, an hour that does not exist
   * is shifted forward.
   */
  offsetMinutes(localMs: number): number;
  /** Minutes east of UTC at an instant, Unix ms. */
  offsetAtMinutes(instantMs: number): number;
}

const FIXED = /^([+-])(\d{2}):?(\d{2})$/;
const LARGEST_OFFSET_MINUTES = 14 * 60;

/** Finds a zone by offset (`+08:00`, `Z`, `UTC`) or IANA name (`Asia/Shanghai`); undefined when there is none. */
export function findZone(name: string): Zone | undefined {
  if (name === 'Z' || name === 'UTC') return fixedZone(name, 0);
  const parts = FIXED.exec(name);
  if (parts) {
    const minutes = Number(parts[2]) * 60 + Number(parts[3]);
    if (minutes > LARGEST_OFFSET_MINUTES || Number(parts[3]) > 59) return undefined;
    return fixedZone(name, parts[1] === '-' ? -minutes : minutes);
  }
  return ianaZone().isValidZone(name) ? namedZone(name) : undefined;
}

/** Loaded when a zone is first named: most runs need none. */
function ianaZone(): typeof IANAZone {
  const { IANAZone: Zones } = createRequire(import.meta.url)('luxon') as { IANAZone: typeof IANAZone };
  return Zones;
}

function fixedZone(name: string, minutes: number): Zone {
  return { name, offsetMinutes: () => minutes, offsetAtMinutes: () => minutes };
}

/** Clocks change on quarter hours, so one answer holds for a whole block. */
const BLOCK_MS = 15 * 60_000;
/** Three years of quarter hours; beyond, the cache starts anew. */
const CACHED_BLOCKS = 105_000;

function namedZone(name: string): Zone {
  const zone = ianaZone().create(name);
  const known = new Map<number, number>();
  let lastBlock = Number.NaN;
  let lastMinutes = 0;
  const offsetMinutes = (localMs: number): number => {
    const block = Math.floor(localMs / BLOCK_MS);
    if (block === lastBlock) return lastMinutes;
    let minutes = known.get(block);
    if (minutes === undefined) {
      minutes = findOffset(zone, block * BLOCK_MS);
      if (known.size >= CACHED_BLOCKS) known.clear();
      known.set(block, minutes);
    }
    lastBlock = block;
    lastMinutes = minutes;
    return minutes;
  };
  return { name, offsetMinutes, offsetAtMinutes: (instantMs) => zone.offset(instantMs) };
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

function findOffset(zone: IANAZone, localMs: number): number {
  // A day off to either side is certainly before and after the instant meant, whatever the offset.
  const before = zone.offset(localMs - DAY_MS);
  const after = zone.offset(localMs + DAY_MS);
  if (before === after || zone.offset(localMs - before * MINUTE_MS) === before) return before;
  return zone.offset(localMs - after * MINUTE_MS) === after ? after : before;
}
