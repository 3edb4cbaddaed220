import { expect, it } from 'vitest';
import { FatalError } from '../../src/errors.js';
import { parseLines } from '../helpers/emulator-process.js';
import type { RejectLine } from '../helpers/export-files.js';
import { HOSTILE, TRICKS, trickArchive } from '../helpers/hostile-inputs.js';
import { MemoryFiles } from '../helpers/memory-files.js';
import { MEMORY_STATE, runInMemory } from '../helpers/run-in-memory.js';

it.each(HOSTILE)('$name', async ({ file, bytes, delivered, rejected, refused }) => {
  const outcome = await outcomeOf(file, bytes());
  if (typeof outcome === 'string') return expect(outcome).toBe(refused);
  expect(outcome).toEqual({ delivered, rejected, state: 'finished', balanced: true });
});

it.each(TRICKS)('a zip with $name', async (trick) => {
  const outcome = await outcomeOf('trick.zip', trickArchive(trick));
  if (trick.isRefused) return expect(outcome).toBe('unsafe-archive');
  expect(outcome).toMatchObject({ delivered: trick.files.length, rejected: [], balanced: true });
});

/** What comes of a file, or the code of the error that refuses it. */
async function outcomeOf(file: string, bytes: Buffer): Promise<object | string> {
  const files = new MemoryFiles();
  files.content.set(`/in/${file}`, bytes);
  try {
    const { ending, sent } = await runInMemory(files, `/in/${file}`);
    const rejects = parseLines<RejectLine>(files.text(`${MEMORY_STATE}/rejects.jsonl`)!);
    const rejected = rejects.map(({ code }) => code);
    return { delivered: sent.length, rejected, state: ending.state, balanced: ending.balanced };
  } catch (error) {
    expect(error).toBeInstanceOf(FatalError);
    return (error as FatalError).code;
  }
}
