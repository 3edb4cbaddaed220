import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { CHECKPOINT_FILE, loadCheckpoint, type Saved } from '../../src/checkpoint/checkpoint.js';
import { LinesFile, REJECTS_FILE, type SavedLines } from '../../src/checkpoint/lines-file.js';
import { LOCK_FILE, type Owner, type Processes, takeLock } from '../../src/checkpoint/lock.js';
import { FatalError } from '../../src/errors.js';
import { type Damaged, damages, someDamage } from '../helpers/byte-damage.js';
import { runCli, startCli } from '../helpers/cli.js';
import { startEmulatorProcess } from '../helpers/emulator-process.js';
import { seeded, temporaryFolder } from '../helpers/export-files.js';
import { immediateClock } from '../helpers/fake-clock.js';
import { MemoryFiles } from '../helpers/memory-files.js';
import { judge, type MixedExport, mixedLines, WHOLE, writeMixed } from '../helpers/mixed-export.js';
import { picture } from '../helpers/state.js';
import { statusText } from '../helpers/status-in-process.js';
import { tell } from './support/figures.js';
import { countOf, SEED } from './support/settings.js';

/**
 * The files of a run that was killed, damaged at every byte: a bit the other way round, and cut off there. The functions that
 * read them are called for each; the whole command is started for some.
 */

const RECORDS = 4_000;
/** Of rejects.jsonl a checkpoint knows the length and these last bytes. */
const TAIL_BYTES = 4_096;
const folder = temporaryFolder();
const chance = seeded(SEED);
const state = `${folder}/state`;
const data = `${folder}/stored`;
let exported: MixedExport;

beforeAll(async () => {
  exported = writeMixed(folder, 'chats.jsonl', mixedLines(RECORDS, 60));
  const emulator = await startEmulatorProcess({ latency: '5ms', data });
  const life = startCli(['run', exported.path, '--state', state, '--rate', '1500'], { env: emulator.env });
  await life.said('Starting');
  while ((await emulator.stats()).stored < RECORDS * 0.6) await sleep(20);
  life.kill('SIGKILL');
  await life.ended;
  await emulator.stop();
});

function fileOf(name: string): Buffer {
  return readFileSync(`${state}/${name}`);
}

function savedRejects(): SavedLines {
  return (JSON.parse(fileOf(CHECKPOINT_FILE).toString()) as { run: Saved }).run.rejects;
}

function figures(what: string) {
  return { part: 'checkpoint', what, tries: 0, faults: 0, messages: 0, lost: 0, doubled: 0, refused: 0, misread: 0 };
}

/** Reads a damaged file. Answers `refused`, what it read, or throws when it crashed. */
async function outcomeOf<Value>({ name }: Damaged, read: () => Promise<Value>): Promise<Value | 'refused'> {
  try {
    return await read();
  } catch (error) {
    expect(error, name).toBeInstanceOf(FatalError);
    expect(error, name).toMatchObject({ kind: 'state', hint: expect.stringMatching(/\w+/) });
    return 'refused';
  }
}

it('checkpoint.json: every byte is missed', async () => {
  const sum = figures('checkpoint.json, every byte flipped and cut');
  const whole = fileOf(CHECKPOINT_FILE);
  const files = new MemoryFiles();
  for (const damaged of damages(whole, chance)) {
    files.content.set(`state/${CHECKPOINT_FILE}`, damaged.bytes);
    const outcome = await outcomeOf(damaged, () => loadCheckpoint(files, 'state'));
    sum.tries += 1;
    if (outcome === 'refused') sum.refused += 1;
    else sum.misread += 1;
    expect.soft(outcome, damaged.name).toBe('refused');
  }
  tell({ ...sum, faults: sum.tries });
});

it('rejects.jsonl: what a checkpoint counts is missed, what is behind it is cut off', async () => {
  const sum = figures('rejects.jsonl, every byte flipped and cut');
  const whole = fileOf(REJECTS_FILE);
  const saved = savedRejects();
  const known = whole.subarray(0, saved.bytes);
  expect(saved.bytes).toBeGreaterThan(TAIL_BYTES);
  // What a power cut may leave behind the saved length.
  const torn = Buffer.concat([known, Buffer.from('{"input":"chats.jsonl","record":3')]);
  let unseen = 0;
  for (const damaged of damages(torn, chance)) {
    const files = new MemoryFiles();
    files.content.set(`state/${REJECTS_FILE}`, damaged.bytes);
    const outcome = await outcomeOf(damaged, () => LinesFile.open(files, 'state', REJECTS_FILE, saved));
    sum.tries += 1;
    const left = files.content.get(`state/${REJECTS_FILE}`)!;
    const isBeforeTail = !left.subarray(0, -TAIL_BYTES).equals(known.subarray(0, -TAIL_BYTES));
    if (outcome === 'refused') {
      sum.refused += 1;
      expect(left.equals(damaged.bytes), damaged.name).toBe(true);
    } else if (isBeforeTail) unseen += 1;
    else if (!left.equals(known)) sum.misread += 1;
  }
  expect(sum.misread).toBe(0);
  const note = `of rejects.jsonl the last ${TAIL_BYTES} bytes and the length are looked at; ${unseen} flipped bits before them were not, and no run reads them`;
  tell({ ...sum, faults: sum.tries, notes: [note] });
});

it('the lock of a process that is gone is taken over, or refused', async () => {
  const sum = figures('lock, every byte flipped and cut');
  const whole = fileOf(LOCK_FILE);
  const dead = JSON.parse(whole.toString()) as Owner;
  const processes: Processes = { self: () => ({ ...dead, pid: 1, nonce: 'mine' }), startOf: () => undefined };
  for (const damaged of damages(whole, chance)) {
    const files = new MemoryFiles();
    files.content.set(`state/${LOCK_FILE}`, damaged.bytes);
    const outcome = await outcomeOf(damaged, () => takeLock(files, 'state', processes, immediateClock()));
    sum.tries += 1;
    if (outcome === 'refused') sum.refused += 1;
    else expect(files.text(`state/${LOCK_FILE}`), damaged.name).toContain('"nonce":"mine"');
  }
  tell({ ...sum, faults: sum.tries });
});

it('report.json: status tells something or says that it cannot', async () => {
  const sum = figures('report.json, every byte flipped and cut, read by status');
  const files = new MemoryFiles();
  for (const damaged of damages(fileOf('report.json'), chance)) {
    files.content.set('/state/report.json', damaged.bytes);
    sum.tries += 1;
    if ((await outcomeOf(damaged, () => statusText(files, '/state'))) === 'refused') sum.refused += 1;
  }
  tell({ ...sum, faults: sum.tries });
});

it('the whole command refuses with exit code 4 and advice and changes nothing, or comes to the right end', async () => {
  const sum = figures('the command on a damaged state folder');
  const names = [CHECKPOINT_FILE, REJECTS_FILE, LOCK_FILE, 'report.json'];
  const problems: string[] = [];
  for (const count = countOf(60); sum.tries < count; sum.tries += 1) {
    const file = names[sum.tries % names.length]!;
    const from = file === REJECTS_FILE ? savedRejects().bytes - TAIL_BYTES : 0;
    const { name, bytes } = someDamage(fileOf(file), from, chance);
    const [copy, stored] = [`${folder}/copy`, `${folder}/copy-stored`];
    cpSync(state, copy, { recursive: true });
    cpSync(data, stored, { recursive: true });
    writeFileSync(`${copy}/${file}`, bytes);
    const { 'run.log': _, lock: __, ...before } = picture(copy);
    const emulator = await startEmulatorProcess({ data: stored });
    const { code, stderr } = await runCli(['run', exported.path, '--state', copy], { env: emulator.env });
    const where = `${file}, ${name}: ${stderr}`;
    expect([1, 4], where).toContain(code);
    if (code === 4) {
      sum.refused += 1;
      expect(stderr, where).toMatch(/→ .+/);
      expect(picture(copy), where).toMatchObject(before);
    } else {
      const judgement = judge(exported.lines, await emulator.messages(), copy);
      expect.soft(judgement, where).toMatchObject(WHOLE);
      sum.messages += judgement.messages;
      sum.lost += judgement.lost;
      sum.doubled += judgement.doubled;
      if (!judgement.balanced || judgement.scrambled > 0) problems.push(where);
    }
    await emulator.stop();
    rmSync(copy, { recursive: true });
    rmSync(stored, { recursive: true });
  }
  expect(problems).toEqual([]);
  expect(sum.refused).toBeLessThan(sum.tries);
  tell({ ...sum, faults: sum.tries, misread: problems.length });
});
