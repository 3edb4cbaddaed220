import { expect, it } from 'vitest';
import { markUndone, refuseUndone } from '../../../src/checkpoint/run-state.js';
import { damages } from '../../helpers/byte-damage.js';
import { seeded } from '../../helpers/export-files.js';
import { MemoryFiles } from '../../helpers/memory-files.js';

it('a run that was undone stays so with any bit of undone.json changed or any end cut off', async () => {
  const files = new MemoryFiles();
  await markUndone(files, 'state', { isWhole: true, nextGeneration: 1 });
  const whole = files.content.get('state/undone.json')!;
  for (const { name, bytes } of damages(whole, seeded(11))) {
    files.content.set('state/undone.json', bytes);
    await expect(refuseUndone(files, 'state'), name).rejects.toMatchObject({ kind: 'state', code: 'run-undone' });
  }
});
