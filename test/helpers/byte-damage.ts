/** What a disk, a copy or a hand does to a file: at one byte after another. */

export interface Damaged {
  /** Where, and what: `bit 3 of byte 17`, `cut at 17`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** For every byte: one of its bits the other way round, and the file cut off before it. */
export function* damages(whole: Buffer, chance: () => number): Generator<Damaged> {
  for (let at = 0; at < whole.length; at += 1) {
    yield flipped(whole, at, Math.floor(chance() * 8));
    yield { name: `cut at ${at}`, bytes: whole.subarray(0, at) };
  }
}

/** One of them, at a byte from `from` on. */
export function someDamage(whole: Buffer, from: number, chance: () => number): Damaged {
  const at = from + Math.floor(chance() * (whole.length - from));
  if (chance() < 0.5) return flipped(whole, at, Math.floor(chance() * 8));
  return { name: `cut at ${at}`, bytes: whole.subarray(0, at) };
}

function flipped(whole: Buffer, at: number, bit: number): Damaged {
  const bytes = Buffer.from(whole);
  bytes[at]! ^= 1 << bit;
  return { name: `bit ${bit} of byte ${at}`, bytes };
}
