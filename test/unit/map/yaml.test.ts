import { expect, it } from 'vitest';
import { parseYaml } from '../../../src/map/yaml.js';

const LEVELS = 100_000;
const laughs = Array.from({ length: 9 }, (_, n) => `a${n}: &a${n} [${`*a${n - 1},`.repeat(9)}]`).join('\n');

it.each([
  ['an alias of nothing', 'id: *none\n', /none/],
  ['aliases of aliases of aliases', `a: &a [x]\n${laughs.replaceAll('*a-1', '*a')}\n`, /[Aa]lias/],
  ['lists nested 100,000 levels deep', `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`, /./],
  ['objects nested 100,000 levels deep', `${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`, /./],
])('%s is a usage error of the file', (_what, text, message) => {
  expect(() => parseYaml(text, 'my.yaml')).toThrow(
    expect.objectContaining({ kind: 'usage', code: 'mapping-syntax', message: expect.stringMatching(message) }),
  );
});
