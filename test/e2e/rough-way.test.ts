import { expect, it } from 'vitest';
import { startEmulatorProcess } from '../helpers/emulator-process.js';
import { seeded, temporaryFolder } from '../helpers/export-files.js';
import { crossRoughWay } from '../helpers/rough-crossing.js';
import type { Fault } from '../helpers/rough-proxy.js';

/** Those that take no time; the others are in `npm run faults`. */
const FAULTS: readonly Fault[] = ['cut-request', 'cut-answer', 'close-answer', 'refuse', 'twice', 'garble'];

it('a way on which connections are cut and closed, requests come twice and answers are garbled loses and doubles nothing', async () => {
  const emulator = await startEmulatorProcess();
  const { proxy } = await crossRoughWay({
    folder: temporaryFolder(),
    team: 'x',
    records: 300,
    conversations: 40,
    faults: FAULTS,
    chance: seeded(5),
    emulator,
  });
  for (const fault of FAULTS) expect(proxy.struck[fault], fault).toBeGreaterThan(0);
  await emulator.stop();
});
