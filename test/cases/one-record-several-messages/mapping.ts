interface Page {
  readonly n: number;
  readonly who: readonly [string, string];
  readonly lines: readonly (string | null)[];
}

export default ({ n, who, lines }: Page) =>
  lines.map((text) => ({ id: n, from: who[0], to: who[1], time: 1717171717000 + n, text }));
