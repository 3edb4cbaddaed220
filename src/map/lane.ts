/** Both directions are one lane. No account holds a line break, so the text cannot be ambiguous. */
export function laneOf(from: string, to: string): string {
  return from < to ? `${from}\n${to}` : `${to}\n${from}`;
}
