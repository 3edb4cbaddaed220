import { resolve } from 'node:path';
import { FatalError } from '../errors.js';
import type { Ending } from '../outcome.js';
import { type Prepared, type PrepareEnding, prepare } from '../prepare.js';
import { columns, duration, number, plural, size } from '../report/words.js';
import type { RunRequest } from '../request.js';
import type { Files } from '../types.js';
import { contentOf } from './check-learner.js';
import type { Context } from './context.js';
import { memoryBytesOf } from './memory.js';
import type { Settings } from './options.js';
import { prepareRequest } from './prepare-request.js';
import { conclude, withSession } from './session.js';

const LEDGER_FILE = 'ledger.jsonl';

/** Writes an export anew. Answers the exit code. */
export async function prepareCommand(context: Context): Promise<number> {
  const { settings, files } = context;
  const output = outputPath(settings);
  const { request, warnings } = await prepareRequest(context, 'prepare');
  await refuseOutput(output, request, settings, files);
  const ledger = `${request.folder}/${LEDGER_FILE}`;
  const plan = { command: 'prepare', request, warnings, stopping: 'stopping.' } as const;
  return withSession(context, plan, async (session) => {
    const { screen, ports } = session;
    const made = await prepare(
      request,
      {
        output,
        ledger,
        arrangement: settings.arrange ?? 'time',
        mirrored: settings.mirrored ?? 'auto',
        memoryBytes: memoryBytesOf(settings),
        contentOf,
        onStep: (step) => {
          screen.stop();
          screen.note(`Now ${step} …`);
        },
      },
      ports,
    );
    const { prepared } = made;
    const ending = endingOf(made, ports.interrupt.aborted);
    return conclude(session, {
      ending,
      wrong: ending.snapshot.counts.rejected > 0 || (prepared?.sharedKeys.count ?? 0) > 0,
      findings: prepared,
      text: () => prepareText(ending, prepared, output, ledger),
    });
  });
}

function outputPath({ output }: Settings): string {
  if (output !== undefined && /\.jsonl(\.gz)?$/.test(output)) return resolve(output);
  throw new FatalError(
    'usage',
    'output-missing',
    output === undefined
      ? 'Where shall the prepared export go?'
      : `-o ${output}: expected a name that ends in .jsonl or .jsonl.gz.`,
    'Say -o FILE.jsonl, or -o FILE.jsonl.gz.',
  );
}

async function refuseOutput(output: string, { inputs }: RunRequest, { yes }: Settings, files: Files): Promise<void> {
  if (inputs.some(({ path }) => resolve(path) === output)) {
    throw new FatalError('usage', 'output-is-input', `${output} is an input, too.`, 'Give -o another name.');
  }
  const there = await files.stat(output);
  if (!there || (yes && there.kind === 'file')) return;
  const hint = there.kind === 'file' ? 'Give -o another name, or --yes to replace it.' : 'Give -o another name.';
  throw new FatalError('usage', 'output-exists', `${output} is there already.`, hint);
}

/** What failed behind the reading has failed the whole; records that are neither written nor told of must not be. */
function endingOf({ ending, prepared, failed }: PrepareEnding, interrupted: boolean): Ending {
  if (interrupted && ending.state === 'finished' && !prepared) return { ...ending, state: 'interrupted' };
  if (failed) return { ...ending, state: 'stopped', error: failed };
  const { read } = ending.snapshot.counts;
  if (!prepared || prepared.written + prepared.ledgerLines === read) return ending;
  const message = `${read} records were read, ${prepared.written} written and ${prepared.ledgerLines} left out: the books do not balance.`;
  const error = new FatalError('stopped', 'unbalanced', message, 'Do not use the output; please report this.');
  return { ...ending, state: 'stopped', balanced: false, error };
}

function prepareText(
  { state, snapshot }: Ending,
  prepared: Prepared | undefined,
  output: string,
  ledger: string,
): string[] {
  const { counts, elapsedMs } = snapshot;
  if (!prepared) return [`Prepare ${state} after ${duration(elapsedMs)}; ${output} was not written`];
  const { written, edited, removed, ledgerLines, outputBytes, sharedKeys } = prepared;
  const reasons = Object.entries(removed).map(([why, count]) => `${why} ${number(count)}`);
  const lines = [
    `Prepared: ${output}, ${size(outputBytes)}`,
    ...columns([
      ['written', number(written), edited > 0 ? `(${plural(edited, 'message')} with the content of an edit)` : ''],
      ['left out', number(ledgerLines), reasons.length > 0 ? `(${reasons.join(', ')})` : ''],
      ['= read', number(counts.read)],
    ]).map((line) => line.trimEnd()),
    `What was left out, each with its reason: ${ledger}`,
  ];
  if (sharedKeys.count > 0) {
    lines.push(
      `✗ Different messages under one dedup key: ${number(sharedKeys.count)} more than the service would keep. See tim-migrate check.`,
    );
  }
  return lines;
}
