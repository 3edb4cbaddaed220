import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** How many rules each section has, from section 1 on. */
const RULES = [8, 5, 4, 8, 3, 8, 3];

const numbers = RULES.flatMap((count, section) =>
  Array.from({ length: count }, (_, rule) => `${section + 1}.${rule + 1}`),
);

/** A title, as it stands in a file: behind a quote, with words of its own behind the number. */
const TITLE = /['"`](\d\.\d) \S+ \S+/g;

function titlesIn(name: string): string[] {
  const text = readFileSync(join(import.meta.dirname, name), 'utf8');
  return [...text.matchAll(TITLE)].map(([, number]) => number!);
}

describe('every rule', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /^\d-.*\.test\.ts$/.test(name));

  it('has a scenario, in the file of its section', () => {
    expect(files.map((name) => name[0])).toEqual(RULES.map((_, section) => String(section + 1)));
    const titles = new Map(files.map((name) => [name[0]!, new Set(titlesIn(name))]));
    const missing = numbers.filter((number) => !titles.get(number[0]!)?.has(number));
    expect(missing).toEqual([]);
    const strange = [...titles].flatMap(([section, found]) =>
      [...found].filter((number) => number[0] !== section || !numbers.includes(number)),
    );
    expect(strange).toEqual([]);
  });
});
