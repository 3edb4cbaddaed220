import { check } from './check.js';
import { asFatal, type FatalError } from './errors.js';
import type { ImportMsg } from './im/wire.js';
import type { Ending } from './outcome.js';
import { Output } from './output.js';
import { ContentWriter } from './prepare/content.js';
import { countFates, decideFates, hasOnlyWholeSeconds } from './prepare/fates.js';
import { writeLedger } from './prepare/ledger.js';
import { type Arrangement, arrange } from './prepare/order.js';
import { type SharedKeys, sharedKeys } from './prepare/shared-keys.js';
import type { RunPorts, RunRequest } from './request.js';
import type { Database } from './survey/database.js';
import { removeSurvey } from './survey/former.js';
import { Survey, type SurveySettings } from './survey/survey.js';
import type { Mapped } from './types.js';

export type { Arrangement };

export interface PrepareSettings {
  /** Canonical records, one per line; gzip when the name ends in .gz. */
  readonly output: string;
  readonly ledger: string;
  readonly arrangement: Arrangement;
  /** Rows that differ in nothing but their id; `auto`: dropped unless all times are whole seconds. */
  readonly mirrored: 'auto' | 'drop' | 'keep';
  readonly memoryBytes: number;
  /** What messages are compared by. */
  readonly contentOf: SurveySettings['contentOf'];
  /** Told what is being done now that everything was read. */
  readonly onStep: (step: string) => void;
}

/** What was made of an export. written + removed + rejected + skipped = what was read. */
export interface Prepared {
  readonly written: number;
  readonly outputBytes: number;
  /** Records that are in the output with the content of a later edit. */
  readonly edited: number;
  readonly removed: Readonly<Record<string, number>>;
  /** Rows that differ in nothing but their id were dropped. */
  readonly droppedMirrored: boolean;
  readonly ledgerLines: number;
  readonly sharedKeys: SharedKeys;
}

export interface PrepareEnding {
  readonly ending: Ending;
  /** Undefined when the export was not read to its end, or `failed`. */
  readonly prepared?: Prepared;
  readonly failed?: FatalError;
}

/**
 * Writes an export anew, as canonical records: each message once, recalled ones gone, edits applied, in an order a run can
 * send. Reads and maps everything into a database on the disk, decides there, and writes from there, so memory does not
 * grow with the export. Throws FatalError when it cannot begin.
 */
export async function prepare(request: RunRequest, how: PrepareSettings, ports: RunPorts): Promise<PrepareEnding> {
  let survey: Survey | undefined;
  let content: ContentWriter | undefined;
  let result: { prepared?: Prepared; failed?: FatalError } = {};
  const watch = (mapped: Mapped): void => {
    survey!.watch(mapped);
    content!.watch(mapped as Mapped<ImportMsg>);
  };
  try {
    const ending = await check(
      request,
      {
        watch,
        looksInside: true,
        atEnd: async ({ state }) => {
          if (state !== 'finished') return;
          content!.finish();
          const database = survey!.filled();
          const stop = () => database.interrupt();
          ports.interrupt.addEventListener('abort', stop, { once: true });
          result = await writeAll(database, how, ports).then(
            (prepared) => ({ prepared }),
            (error: unknown) => ({ failed: asFatal(error) }),
          );
          ports.interrupt.removeEventListener('abort', stop);
        },
      },
      {
        ...ports,
        onStart: async (start) => {
          survey = await openSurvey(request, how, ports);
          content = await ContentWriter.open(survey, request.settings.generation);
          await ports.onStart(start);
        },
      },
    );
    return { ending, ...result };
  } finally {
    survey?.close();
    // It holds texts, and the ledger says all that is worth keeping.
    if (survey) await removeSurvey(ports.files, request.folder);
  }
}

/** Lines of messages pass through memory on their way into the database and out of it: it gets less than in a check. */
const SHARE_OF_SURVEY = 0.65;

async function openSurvey(request: RunRequest, how: PrepareSettings, { files }: RunPorts): Promise<Survey> {
  const { folder, inputs, mapping } = request;
  await removeSurvey(files, folder);
  const inputNames = inputs.map((input) => input.name);
  const { contentOf } = how;
  const memoryBytes = how.memoryBytes * SHARE_OF_SURVEY;
  return Survey.open({ folder, memoryBytes, about: { mapping: mapping.name }, inputNames, contentOf });
}

async function writeAll(database: Database, how: PrepareSettings, ports: RunPorts): Promise<Prepared> {
  how.onStep('finding copies, recalls and edits');
  const droppedMirrored =
    how.mirrored === 'drop' || (how.mirrored === 'auto' && !(await hasOnlyWholeSeconds(database)));
  await decideFates(database, droppedMirrored);
  const removed = await countFates(database);
  const shared = await sharedKeys(database);
  how.onStep('sorting');
  const lines = await arrange(database, how.arrangement);
  const write = (path: string, fill: (output: Output) => Promise<number>) =>
    Output.fill(ports.files, path, fill, ports.interrupt);
  const written = await write(how.output, (output) => writeLines(database, lines, output, how.onStep));
  how.onStep('writing the ledger');
  const ledger = await write(how.ledger, (output) => writeLedger(database, output));
  return {
    written: written.answer,
    outputBytes: written.bytes,
    edited: await editedCount(database),
    removed,
    droppedMirrored,
    ledgerLines: ledger.answer,
    sharedKeys: shared,
  };
}

async function editedCount(database: Database): Promise<number> {
  const [row] = await database.rows<{ count: number }>(
    'SELECT count(*) AS count FROM edited ANTI JOIN fate USING (number)',
  );
  return row?.count ?? 0;
}

async function writeLines(
  database: Database,
  sql: string,
  output: Output,
  onStep: (step: string) => void,
): Promise<number> {
  let lines = 0;
  for await (const [heads, tails] of database.chunks(sql)) {
    if (lines === 0) onStep('writing');
    const count = heads!.length;
    let text = '';
    for (let row = 0; row < count; row += 1) text += `${heads![row]}${tails![row]}\n`;
    await output.write(text);
    lines += count;
  }
  return lines;
}
