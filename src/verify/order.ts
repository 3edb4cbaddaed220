/**
 * Which members of a sequence of ranks stand out of order: the fewest whose removal leaves the rest rising or level. Answers
 * their positions, ascending. Takes n log n steps.
 */
export function outOfOrder(ranks: readonly number[]): number[] {
  // `ends[length]`: where the best rising sequence of that length ends so far; `before`: who stands before whom in it.
  const ends: number[] = [];
  const before = new Int32Array(ranks.length);
  for (let position = 0; position < ranks.length; position += 1) {
    const length = lengthBefore(ends, ranks, ranks[position]!);
    before[position] = length === 0 ? -1 : ends[length - 1]!;
    ends[length] = position;
  }
  const inOrder = new Uint8Array(ranks.length);
  for (let position = ends.at(-1) ?? -1; position >= 0; position = before[position]!) inOrder[position] = 1;
  const out: number[] = [];
  for (let position = 0; position < ranks.length; position += 1) if (inOrder[position] === 0) out.push(position);
  return out;
}

/** How long the longest sequence is that a rank may follow. */
function lengthBefore(ends: readonly number[], ranks: readonly number[], rank: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranks[ends[middle]!]! <= rank) low = middle + 1;
    else high = middle;
  }
  return low;
}
