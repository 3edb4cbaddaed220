import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/command-help.js';
import { OPTIONS, type Option, type OptionName, optionsOf } from '../../../src/cli/options.js';
import { type Parsed, parseCommandLine } from '../../../src/cli/program.js';
import { readUsualLine } from '../../../src/cli/usual-line.js';

/** What settings are read from: yargs gives more names for the same. */
function told({ command, operands, flags }: Parsed): unknown {
  const given = optionsOf(command)
    .filter((name) => flags[name] !== undefined)
    .map((name) => [name, flags[name]]);
  return { command, operands, flags: Object.fromEntries(given) };
}

async function byYargs(words: readonly string[]): Promise<unknown> {
  const parsed = await parseCommandLine(words).catch(() => undefined);
  return parsed && told(parsed);
}

const VALUES = [
  'a',
  '5',
  '0',
  'x=1,y=2',
  'two words',
  '00012',
  '1e3',
  '-5',
  '-',
  '"q"',
  '',
  'true',
  'help',
  '0x1F',
  'a=b',
];

/** A word or a few as people, and others, give them for a command. */
function piece(names: readonly OptionName[]): fc.Arbitrary<string[]> {
  const value = fc.constantFrom(...VALUES);
  return fc.oneof(
    value.map((text) => [text]),
    fc.tuple(fc.constantFrom(...names), value).map(([name, text]) => {
      const { isFlag }: Option = OPTIONS[name];
      return isFlag ? [`--${name}`] : [`--${name}`, text];
    }),
    fc.tuple(fc.constantFrom(...names), value).map(([name, text]) => [`--${name}=${text}`]),
    fc.constantFrom(...names).map((name) => [`--no-${name}`]),
    fc.constantFrom<string[]>(['-v'], ['-q'], ['-o', 'file'], ['-ofile'], ['--'], ['--unknown'], ['--maxRejects', '5']),
  );
}

describe('the usual command line', () => {
  it('means what it means to yargs, or is left to it', async () => {
    const line = fc
      .constantFrom(...COMMANDS)
      .chain(({ name }) =>
        fc.array(piece(optionsOf(name)), { maxLength: 5 }).map((pieces) => [name, ...pieces.flat()]),
      );
    let read = 0;
    await fc.assert(
      fc.asyncProperty(line, async (words) => {
        const usual = readUsualLine(words);
        if (!usual) return;
        read += 1;
        expect(told(usual)).toEqual(await byYargs(words));
      }),
      { numRuns: 1_500 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it.each([
    ['run', 'chats.jsonl', '--emulate'],
    ['check', '-', '--state', 'check', '--json'],
    ['check', 'a', 'b', '--rate', '150', '--no-survey'],
    ['prepare', 'dump/', '--preset', 'ejabberd', '-o', 'chats.jsonl.gz'],
    ['emulator', '--port', '9000'],
  ])('is read: %s %s', async (...words) => {
    const usual = readUsualLine(words);
    expect(usual && told(usual)).toEqual(await byYargs(words));
    expect(usual).toBeDefined();
  });

  it.each([[[]], [['--help']], [['run', '--help']], [['run']], [['ruin', 'x']], [['run', 'x', '--ratee', '5']]])(
    'is left to yargs: %j',
    (words) => {
      expect(readUsualLine(words)).toBeUndefined();
    },
  );
});
