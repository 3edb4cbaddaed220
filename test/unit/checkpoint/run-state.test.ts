import { expect, it } from 'vitest';
import { markUndone, refuseUndone } from '../../../src/checkpoint/run-state.js';
import { damages } from '../../helpers/byte-damage.js';
import { seeded } from '../../helpers/export-files.js';
import { MemoryFiles } from '../../helpers/memory-files.js';

it('a run that was undone stays so with any bit of undone.json changed or any end cut off', async () => {
  const files = new MemoryFiles();
  await markUndone(files, 'state', { isWhole: true, isFinished: true, nextGeneration: 1 });
  const whole = files.content.get('state/undone.json')!;
  for (const { name, bytes } of damages(whole, seeded(11))) {
    files.content.set('state/undone.json', bytes);
    const code = expect.stringMatching(/^(run-undone|undo-begun)$/);
    await expect(refuseUndone(files, 'state'), name).rejects.toMatchObject({ kind: 'state', code });
  }
});

it('other keys are advised only when all is taken back; undoing a part changes nothing about that', async () => {
  const files = new MemoryFiles();
  const refusal = () => refuseUndone(files, 'state').catch((error: unknown) => error);
  const part = { isWhole: false, isFinished: true, nextGeneration: 1 };
  await markUndone(files, 'state', part);
  expect(await refusal()).toBeUndefined();
  await markUndone(files, 'state', { isWhole: true, isFinished: false, nextGeneration: 1 });
  await markUndone(files, 'state', part);
  expect(await refusal()).toMatchObject({ code: 'undo-begun', hint: expect.not.stringContaining('--generation') });
  await markUndone(files, 'state', { isWhole: true, isFinished: true, nextGeneration: 1 });
  await markUndone(files, 'state', part);
  expect(await refusal()).toMatchObject({ code: 'run-undone', hint: expect.stringContaining('--generation 1') });
});
