import { basename, resolve } from 'node:path';
import { FatalError, systemCode } from '../errors.js';
import { LIMITS } from '../im/limits.js';
import { type Inspection, inspect } from '../inspect/inspection.js';
import { mappingText } from '../inspect/mapping-text.js';
import { loadMapping } from '../map/mapping.js';
import { listPresets } from '../map/preset-list.js';
import { type Input, listInputs } from '../read/open.js';
import { nodeClock } from '../system/node-clock.js';
import type { Files } from '../types.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { inspectionJson } from './inspect-json.js';
import { lookedWords, reportText } from './inspect-text.js';
import type { Settings } from './options.js';
import { readOptions } from './prepare-request.js';
import { quoted } from './resume-command.js';

/** Guesses how an export becomes messages, shows it, and writes it as a mapping. Answers the exit code: 1 = something is not known. */
export async function inspectCommand({ operands, settings, files }: Context): Promise<number> {
  const [path] = operands;
  if (path === undefined || operands.length > 1) throw oneAtATime(operands.length);
  const { inputs, warnings } = await listInputs([path], files);
  if (inputs.some(({ kind }) => kind === 'stream')) throw notTwice(path);
  const canonical = await loadMapping(undefined, files);
  const { csv, ...given } = readOptions(settings, canonical);
  const found = await inspect(
    {
      inputs,
      given: csv && Object.keys(csv).length > 0 ? { ...given, csv } : given,
      presets: await listPresets(files),
      canonical,
      settings: {
        nowMs: nodeClock.wallMs(),
        generation: 0,
        mode: 2,
        maxRequestBytes: LIMITS.requestBytes,
        ...(settings.zone === undefined ? {} : { zone: settings.zone }),
      },
    },
    files,
  );
  const isReady = !found.questions.some(({ blocks }) => blocks);
  const mapping = await writeMapping(found, inputs, path, settings, files);
  const check = checkCommandLine(path, found, mapping, settings);
  if (settings.json) {
    process.stdout.write(`${JSON.stringify(inspectionJson(found, { export: path, isReady, mapping, check }))}\n`);
  } else {
    const notes = warnings.map((warning) => `Note: ${warning}`);
    const lines = [...notes, ...reportText(found, inputs), '', ...endLines(found, mapping, isReady, check)];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return isReady ? EXIT.ok : EXIT.findings;
}

function oneAtATime(count: number): FatalError {
  const message = `inspect looks at one export at a time; ${count} were given.`;
  return new FatalError('usage', 'one-export', message, 'Give a file, or a folder for several files of one kind.');
}

function notTwice(path: string): FatalError {
  const message = `${path} can be read once only, and inspect reads the beginning of an export several times.`;
  return new FatalError('usage', 'inspect-needs-file', message, 'Put the export, or its beginning, into a file.');
}

/** Answers the path; undefined where there is nothing to write. Never replaces a file. */
async function writeMapping(
  found: Inspection,
  inputs: readonly Input[],
  path: string,
  { output }: Settings,
  files: Files,
): Promise<string | undefined> {
  const { draft, questions } = found;
  if (!draft) return undefined;
  const text = mappingText(draft, { name: basename(resolve(path)), looked: lookedWords(found, inputs), questions });
  if (output !== undefined) {
    if (await writeNew(output, text, files)) return output;
    const message = `${output} is there already, and inspect replaces nothing.`;
    throw new FatalError('usage', 'output-exists', message, 'Give another name with -o, or remove the file.');
  }
  const name = basename(resolve(path)).replace(
    /(?<=.)\.(?:jsonl?|ndjson|csv|tsv|txt|zip|gz|zst|zstd|gzip)(?=\.|$).*$/i,
    '',
  );
  for (let count = 1; count <= MOST_NUMBERED; count += 1) {
    const numbered = `${name}.mapping${count === 1 ? '' : `-${count}`}.yaml`;
    if (await writeNew(numbered, text, files)) return numbered;
  }
  const message = `${name}.mapping.yaml and all its numbered names are taken.`;
  throw new FatalError('usage', 'output-exists', message, 'Give a name with -o.');
}

const MOST_NUMBERED = 99;

/** False when there is such a file. */
async function writeNew(path: string, text: string, files: Files): Promise<boolean> {
  try {
    const handle = await files.open(path, 'wx', 0o600);
    await handle.write(Buffer.from(text), null).finally(() => handle.close());
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    const why = error instanceof Error ? error.message : String(error);
    throw new FatalError('usage', 'output-failed', `${path} cannot be written: ${why}.`, 'Give another place with -o.');
  }
}

/** Flags for how a canonical export is read: it has no mapping that could say so. */
function checkCommandLine(
  path: string,
  { kind, opened }: Inspection,
  mapping: string | undefined,
  { zone }: Settings,
): string | undefined {
  if (kind === 'rejects' || kind === 'unreadable') return undefined;
  const { encoding, recordsPath, csv } = opened.options;
  const flags: [string, string | undefined][] =
    mapping === undefined
      ? [
          ['--encoding', encoding],
          ['--records', recordsPath],
          ['--quote', csv?.quote === '' ? 'none' : undefined],
          ['--escape', csv?.escape === 'backslash' ? csv.escape : undefined],
          ['--null', csv?.null],
        ]
      : [['--mapping', mapping]];
  const given = [...flags, ['--zone', zone] as const].filter(([, value]) => value !== undefined);
  return ['tim-migrate', 'check', path, ...given.flatMap(([flag, value]) => [flag, value!])].map(quoted).join(' ');
}

function endLines(
  { kind }: Inspection,
  mapping: string | undefined,
  isReady: boolean,
  check: string | undefined,
): string[] {
  if (check === undefined) return kind === 'rejects' ? [] : ['Nothing can be guessed of what cannot be read.'];
  const written = mapping === undefined ? [] : [`Written: ${mapping}`];
  if (isReady) return [...written, `Next: ${check}`];
  const first = mapping === undefined ? 'Answer what is not known' : 'Fill in what is not known';
  return [...written, `${first}, then: ${check}`];
}
