import { expect, it } from 'vitest';
import { FatalError } from '../../src/errors.js';
import { parseLines } from '../helpers/emulator-process.js';
import type { RejectLine } from '../helpers/export-files.js';
import { HOSTILE } from '../helpers/hostile-inputs.js';
import { MemoryFiles } from '../helpers/memory-files.js';
import { MEMORY_STATE, runInMemory } from '../helpers/run-in-memory.js';

it.each(HOSTILE)('$name', async ({ file, bytes, delivered, rejected, refused }) => {
  const files = new MemoryFiles();
  files.content.set(`/in/${file}`, bytes());
  const outcome = await runInMemory(files, `/in/${file}`).catch((error: unknown) => {
    expect(error).toBeInstanceOf(FatalError);
    return (error as FatalError).code;
  });
  if (typeof outcome === 'string') return expect(outcome).toBe(refused);
  const rejects = parseLines<RejectLine>(files.text(`${MEMORY_STATE}/rejects.jsonl`)!);
  expect(rejects.map(({ code }) => code)).toEqual(rejected);
  expect(outcome.sent.length).toBe(delivered);
  expect(outcome.ending).toMatchObject({ state: 'finished', balanced: true });
});
