import { expect, it } from 'vitest';
import { parseYaml } from '../../../src/map/yaml.js';

const LEVELS = 100_000;
const laughs = Array.from({ length: 9 }, (_, n) => `a${n}: &a${n} [${`*a${n - 1},`.repeat(9)}]`).join('\n');

it.each([
  ['an alias of nothing', 'id: *none\n', /none/],
  ['aliases of aliases of aliases', `a: &a [x]\n${laughs.replaceAll('*a-1', '*a')}\n`, /[Aa]lias/],
  [
    'lists nested 100,000 levels deep',
    `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`,
    /my\.yaml:1:1\d\d: nested deeper than 100 levels/,
  ],
  ['objects nested 100,000 levels deep', `${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`, /nested deeper/],
  ['a list in a list, 100,000 times, on one line', `${'- '.repeat(LEVELS)}x\n`, /nested deeper/],
  ['101 levels', `${'['.repeat(101)}${']'.repeat(101)}`, /nested deeper/],
])('%s is a usage error of the file', (_what, text, message) => {
  expect(() => parseYaml(text, 'my.yaml')).toThrow(
    expect.objectContaining({ kind: 'usage', code: 'mapping-syntax', message: expect.stringMatching(message) }),
  );
});

it('90 levels are read', () => {
  const text = `${'['.repeat(90)}1${']'.repeat(90)}`;
  expect(parseYaml(text, 'my.yaml').value).toEqual(JSON.parse(text));
});
