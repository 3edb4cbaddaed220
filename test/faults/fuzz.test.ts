import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readConfigFile } from '../../src/cli/config-file.js';
import { readSettings } from '../../src/cli/settings.js';
import { FatalError } from '../../src/errors.js';
import { compileMapper } from '../../src/map/mapper.js';
import { loadMapping } from '../../src/map/mapping.js';
import { heapGrowthBytes } from '../helpers/heap.js';
import { MemoryFiles } from '../helpers/memory-files.js';
import { mutate, mutations } from '../helpers/mutations.js';
import { startRawService } from '../helpers/raw-service.js';
import { countLinesOf, gapsBetween, readByRules } from '../helpers/reading-rules.js';
import { MEMORY_STATE, runInMemory } from '../helpers/run-in-memory.js';
import { raw, SETTINGS } from '../unit/map/helpers.js';
import { codes } from '../unit/read/support.js';
import { REPLIES } from './support/answers.js';
import { tell } from './support/figures.js';
import { BESIDE_MAPPINGS, CONFIG, EXPORTS, INPUTS, MAPPINGS } from './support/fuzzed.js';
import { countOf, SEED } from './support/settings.js';

/**
 * Inputs, mappings and config files with changed bytes, put through the functions a run uses. Nothing may be thrown but a
 * FatalError, nothing may hang, and what went in must come out: delivered, rejected or skipped.
 */

const CASES = countOf(20_000);
const MOST_GROWTH_BYTES = 60e6;
/** A case takes some milliseconds; what takes so long does not end on its own. */
const MOST_MS = 20_000;
const MAGIC = /^(\x1f\x8b|\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18|PK)/;

const steps = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });

/** Puts cases through `judge`, which answers how many records it saw, or that the whole was refused. */
async function fuzz<Case>(what: string, cases: fc.Arbitrary<Case>, judge: (one: Case) => Promise<number | 'refused'>) {
  const sum = { tries: 0, messages: 0, refused: 0 };
  const property = fc.asyncProperty(cases, async (one) => {
    const begunMs = performance.now();
    const seen = await judge(one);
    expect(performance.now() - begunMs).toBeLessThan(MOST_MS);
    sum.tries += 1;
    if (seen === 'refused') sum.refused += 1;
    else sum.messages += seen;
  });
  const growth = await heapGrowthBytes(() => fc.assert(property, { numRuns: CASES, seed: SEED }));
  expect(growth).toBeLessThan(MOST_GROWTH_BYTES);
  const { tries, messages, refused } = sum;
  const notes = [
    `${what}: ${refused} of ${tries} refused as a whole with a usage error; memory in use grew by ${(growth / 1e6).toFixed(1)} MB`,
  ];
  tell({ part: 'fuzz', what, tries, faults: tries, messages, lost: 0, doubled: 0, refused: 0, misread: 0, notes });
}

/** What a FatalError says is an answer; anything else is a crash. */
async function orRefused<Value>(work: () => Promise<Value>): Promise<Value | 'refused'> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FatalError)) throw error;
    expect(error.hint).toMatch(/\w/);
    return 'refused';
  }
}

it('readers: every record is told, however the bytes come', async () => {
  const cases = fc.record({ input: fc.constantFrom(...INPUTS), changes: mutations(6), steps });
  await fuzz('readers on changed bytes', cases, async ({ input, changes, steps }) => {
    const bytes = mutate(input.bytes, changes);
    const found = await readByRules(bytes, input.options, steps);
    if (typeof found === 'string') return 'refused';
    if (input.hasNoGaps && !MAGIC.test(bytes.toString('latin1', 0, 4))) {
      expect(gapsBetween(bytes, found)).not.toContain('{');
      if (input.options.format === 'jsonl') expect(found.length, String(codes(found))).toBe(countLinesOf(bytes));
    }
    return found.length;
  });
});

it('whole runs: what was read is delivered, rejected or skipped', async () => {
  const cases = fc.record({ name: fc.constantFrom(...Object.keys(EXPORTS)), changes: mutations(6) });
  await fuzz('whole runs of changed exports', cases, async ({ name, changes }) => {
    const files = new MemoryFiles();
    const bytes = mutate(Buffer.from(EXPORTS[name]!), changes);
    files.content.set(`/in/${name}`, bytes);
    const done = await orRefused(() => runInMemory(files, `/in/${name}`));
    if (done === 'refused') return done;
    const { ending, sent } = done;
    const { read, delivered, rejected, skipped, pending } = ending.snapshot.counts;
    expect(ending).toMatchObject({ state: 'finished', balanced: true });
    expect(read).toBe(delivered + rejected + skipped);
    expect({ delivered: sent.length, pending }).toEqual({ delivered, pending: 0 });
    expect(files.text(`${MEMORY_STATE}/rejects.jsonl`)!.split('\n').length - 1).toBe(rejected);
    // With an intact beginning the file is what its name says.
    if (name === 'chats.jsonl' && bytes[0] === 0x7b) expect(read).toBe(countLinesOf(bytes));
    return read;
  });
});

it('mappings: a changed one is refused, or maps everything to something', async () => {
  const cases = fc.constantFrom(...Object.entries(MAPPINGS)).chain(([name, whole]) => {
    const words = whole.toString().match(/[A-Za-z_]{2,}/g)!;
    const value = fc.oneof(
      fc.constantFrom(...words, 1_700_000_000, '2024-01-01 10:00:00', 7),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const record = fc.dictionary(fc.constantFrom(...words), value, { maxKeys: 30 });
    return fc.record({ name: fc.constant(name), changes: mutations(1), values: fc.array(record, { maxLength: 5 }) });
  });
  await fuzz('changed mapping files', cases, async ({ name, changes, values }) => {
    const files = new MemoryFiles();
    for (const [path, bytes] of Object.entries({ ...MAPPINGS, ...BESIDE_MAPPINGS })) files.content.set(path, bytes);
    files.content.set(name, mutate(MAPPINGS[name]!, changes));
    const mapping = await orRefused(() => loadMapping(name, files));
    if (mapping === 'refused') return mapping;
    const map = compileMapper(mapping, SETTINGS);
    for (const [index, value] of values.entries()) expect(map(raw(value, index + 1)).length).toBeGreaterThan(0);
    return values.length;
  });
});

it('config files: a changed one is refused, or gives settings', async () => {
  await fuzz('changed config files', mutations(3), async (changes) => {
    const files = new MemoryFiles();
    files.content.set('/tim.yaml', mutate(CONFIG, changes));
    const read = async () => {
      const values = await readConfigFile('/tim.yaml', files);
      return readSettings('run', { config: { values, name: 'tim.yaml' }, environment: {}, flags: {} });
    };
    return (await orRefused(read)) === 'refused' ? 'refused' : 0;
  });
});

it('answers: changed ones have a verdict, and only one that says so is a success', async () => {
  const service = await startRawService();
  const cases = fc.record({ reply: fc.constantFrom(...REPLIES), changes: mutations(3) });
  await fuzz('changed answers of the service', cases, async ({ reply: { name, bytes }, changes }) => {
    const answer = mutate(bytes, changes);
    service.answer(answer);
    const tried = await orRefused(() => service.client.call(name, {} as never, () => undefined));
    if (tried === 'refused') return tried;
    expect(['ok', 'again', 'no']).toContain(tried.verdict.kind);
    if (tried.verdict.kind === 'ok' && tried.code === 0) expect(answer.toString()).toMatch(/"ErrorCode"\s*:\s*-?0/);
    return 0;
  });
  await service.close();
});
