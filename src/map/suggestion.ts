/** The nearest known word for a mistyped one, as the end of an error message; empty when none is near. */
export function suggestion(word: string, candidates: readonly string[]): string {
  let nearest: string | undefined;
  let least = Math.min(4, Math.ceil(word.length / 2) + 1);
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}

/** Levenshtein distance. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let index = 0; index < left.length; index += 1) {
    const next = [index + 1];
    for (let other = 0; other < right.length; other += 1) {
      const changed = row[other]! + (left[index] === right[other] ? 0 : 1);
      next.push(Math.min(changed, row[other + 1]! + 1, next[other]! + 1));
    }
    row = next;
  }
  return row[right.length]!;
}
