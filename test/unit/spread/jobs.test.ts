import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MapSettings } from '../../../src/map/mapper.js';
import { loadMapping, type MappingChoice } from '../../../src/map/mapping.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import { type CheckPlan, findingsOf } from '../../helpers/jobs.js';
import { SAMPLES } from '../read/samples.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CASES = join(ROOT, 'test/cases');
const RANGES = [16, 64, 500, 1_000_000];

async function expectSame(plan: CheckPlan, ranges: readonly number[] = RANGES): Promise<void> {
  const alone = await findingsOf(plan);
  for (const range of ranges) expect(await findingsOf(plan, range), `ranges of ${range} bytes`).toEqual(alone);
}

interface Case {
  readonly exports?: readonly string[];
  readonly choice?: MappingChoice;
  readonly settings?: Partial<MapSettings>;
}

function planOf(name: string): CheckPlan {
  const folder = join(CASES, name);
  const file = join(folder, 'case.json');
  const { exports: paths, choice, settings }: Case = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const inside = (beginning: string) => readdirSync(folder).find((found) => found.startsWith(beginning));
  const mapping = inside('mapping.');
  return {
    paths: paths?.map((path) => join(ROOT, path)) ?? [join(folder, inside('export.')!)],
    choice: { ...choice, ...(mapping ? { path: join(folder, mapping) } : {}) },
    ...(settings ? { settings } : {}),
  };
}

/** Those whose mappings remember nothing from one record to the next. */
async function isForJobs({ choice }: CheckPlan): Promise<boolean> {
  const { source } = await loadMapping(choice, nodeFiles);
  return source.kind !== 'module' && !(source.kind === 'preset' && source.preset.gather);
}

describe('with several jobs a check finds to the last byte what it finds with one', () => {
  const folders = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  it.each(folders.map(({ name }) => name))('in the case %s', async (name) => {
    const plan = planOf(name);
    if (await isForJobs(plan)) await expectSame(plan, [60, 1_000, 1_000_000]);
  });

  it.each(SAMPLES)('in $name', async ({ text, options }) => {
    const content = new Map([['/in/export', Buffer.from(text)]]);
    await expectSame({ paths: ['/in/export'], content, read: options });
  });

  it('in the samples, one after another', async () => {
    const paths = ['canonical.jsonl', 'canonical.csv'].map((name) => join(ROOT, 'samples', name));
    await expectSame({ paths }, [300, 4_096, 100_000]);
    await expectSame({ paths, limit: 1_201 }, [4_096]);
    await expectSame({ paths, settings: { order: 'position' } }, [4_096]);
  });
});

/** Canonical records, and what may stand between them. */
const jsonLine = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        id: fc.oneof(fc.nat(20), fc.constantFrom('a', 'é', 'uuid-1')),
        from: fc.constantFrom('anna', 'bo'),
        to: fc.constantFrom('bo', 'cy', 'anna'),
        time: fc.integer({ min: 1_717_171_717_000, max: 1_717_171_719_000 }),
        text: fc.constantFrom('hi', '您好 😀', 'a "b"\n', ''),
      })
      .map((record) => JSON.stringify(record)),
  },
  fc.constantFrom(
    '',
    ' ',
    '{bad',
    '[1]',
    '{"id":12345678901234567890}',
    '{"id":1,"type":"image"}',
    'xyz\u0000',
    'é'.repeat(60),
  ),
  fc.constant(
    '{"id":7,"from":"x","to":"y","time":"2024-05-01T12:00:00Z","body":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"t"}}]}',
  ),
);

const csvCell = fc.constantFrom('a', '您', '"q, r"', '"two\nlines"', '"say ""hi"""', '"open', 'a"b', '');
const csvLine = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.nat(9),
        fc.constantFrom('anna', 'bo'),
        fc.integer({ min: 1_717_171_717_000, max: 1_717_171_718_000 }),
        csvCell,
      )
      .map(([id, from, time, text]) => `${id},${from},cy,${time},${text}`),
  },
  fc.constantFrom('', 'x', '1,2', '"\n\n\n"'),
);

function textOf(lines: fc.Arbitrary<string>, head: string): fc.Arbitrary<string> {
  const ended = fc.tuple(lines, fc.constantFrom('\n', '\n', '\r\n', '\n\n'));
  return fc
    .tuple(fc.constantFrom('', '\ufeff'), fc.array(ended, { maxLength: 25 }), fc.constantFrom('', 'x', '{"id":1'))
    .map(([mark, all, last]) => mark + head + all.map(([line, end]) => line + end).join('') + last);
}

describe('with ranges of any size', () => {
  const plan = fc.record({
    rangeBytes: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 900 })),
    mostRejects: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 2),
    maxRecordBytes: fc.constantFrom(100, 1_000),
  });

  it.each([
    ['JSON lines', 'jsonl', textOf(jsonLine, '')],
    ['rows', 'csv', textOf(csvLine, 'id,from,to,time,text\n')],
  ] as const)('%s are the same', async (_, format, text) => {
    await fc.assert(
      fc.asyncProperty(text, plan, async (whole, { rangeBytes, mostRejects, maxRecordBytes }) => {
        const content = new Map([['/in/export', Buffer.from(whole)]]);
        const read = { format, maxRecordBytes };
        await expectSame({ paths: ['/in/export'], content, read, mostRejects }, [rangeBytes]);
      }),
      { numRuns: 150 },
    );
  });
});
