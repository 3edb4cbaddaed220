import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { confirm, type Terminal } from '../../../src/cli/confirm.js';
import { Screen } from '../../../src/cli/screen.js';

const WHAT = '3 accounts would be imported.';
const screen = new Screen({ quiet: false, verbose: false, progress: false, json: false });
let said = '';

beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function terminal(): Terminal & PassThrough {
  return Object.assign(new PassThrough(), { isTTY: true });
}

function ask(given: { yes?: boolean; operands?: string[] }, input: Terminal, signal?: AbortSignal): Promise<boolean> {
  const { yes = false, operands = ['chats.jsonl'] } = given;
  return confirm({ settings: { yes }, operands }, screen, WHAT, signal, input);
}

test.each([
  ['y', false],
  ['YES', true],
  [' yes ', true],
  ['', false],
  ['n', false],
  ['yesterday', false],
])('a person who answers %j on a terminal is understood as %s', async (answer, isWanted) => {
  const input = terminal();
  const asked = ask({}, input);
  input.write(`${answer}\n`);
  expect(await asked).toBe(isWanted);
  expect(said.startsWith(`${WHAT} Go on? Type yes: `)).toBe(true);
  expect(said.includes('Nothing was done.')).toBe(!isWanted);
});

test('the end of the input and a signal are a no', async () => {
  const ended = terminal();
  const first = ask({}, ended);
  ended.end();
  expect(await first).toBe(false);

  const stop = new AbortController();
  const second = ask({}, terminal(), stop.signal);
  stop.abort();
  expect(await second).toBe(false);
});

test('a signal that came before is a no, whatever was answered before: nobody is asked', async () => {
  said = '';
  for (const yes of [false, true]) expect(await ask({ yes }, terminal(), AbortSignal.abort())).toBe(false);
  expect(said).toBe('Nothing was done.\nNothing was done.\n');
});

test('--yes answers before anybody is asked, and what happens is told', async () => {
  expect(await ask({ yes: true }, new PassThrough())).toBe(true);
  expect(said).toBe(`${WHAT}\n`);
});

test('where nobody can be asked --yes is needed', async () => {
  const needed = { kind: 'usage', code: 'not-confirmed' };
  await expect(ask({}, new PassThrough())).rejects.toMatchObject(needed);
  await expect(ask({ operands: ['-'] }, terminal())).rejects.toMatchObject(needed);
});
