import { check } from './check.js';
import type { Ending } from './outcome.js';
import type { RunPorts, RunRequest } from './request.js';
import { type Database, openDatabase } from './survey/database.js';
import { removeSurvey, SPILL_FOLDER, SURVEY_FILE } from './survey/former.js';
import { SCHEMA_VERSION } from './survey/schema.js';
import { SHARE_OF_DATABASE, Survey, type SurveySettings } from './survey/survey.js';
import { readText, replaceText } from './text-file.js';
import type { Files, Mapped } from './types.js';

/** Says what a finished survey is of, so that it can be used again while that has not changed. */
const SEAL_FILE = 'survey.json';

export interface SurveyedSettings {
  readonly memoryBytes: number;
  readonly contentOf: SurveySettings['contentOf'];
  /** What decides which record becomes which message, in words. */
  readonly identity: Readonly<Record<string, string>>;
}

/** For a survey that nobody asks what messages say. */
export const NO_CONTENT: SurveyedSettings['contentOf'] = () => ({ body: '', custom: '' });

export interface Surveyed {
  /** Of the reading; undefined when a former survey could be used. */
  readonly ending?: Ending;
  /** Undefined when the export was not read to its end. To be closed. */
  readonly database?: Database;
  /** What the export holds: the same numbers whether it was read now or before. */
  readonly counts: SurveyedCounts;
}

export interface SurveyedCounts {
  readonly messages: number;
  readonly rejected: number;
  readonly skipped: number;
}

/**
 * Calls `use` with the survey of an export, which is kept below `request.folder`. Answers what `use` does and what the export
 * holds; or, when the export was not read to its end, the ending of that. Throws FatalError.
 */
export async function withSurvey<Answer extends object>(
  request: RunRequest,
  how: SurveyedSettings,
  ports: RunPorts,
  use: (database: Database) => Promise<Answer>,
): Promise<(Answer & { readonly export: SurveyedCounts }) | { readonly ending: Ending }> {
  const below = { ...request, folder: `${request.folder}/survey` };
  const { database, ending, counts } = await surveyed(below, how, ports);
  if (!database) return { ending: ending! };
  try {
    return { ...(await use(database)), export: counts };
  } finally {
    database.close();
  }
}

/** The survey of an export in `request.folder`: a former one when nothing has changed since, or a new one. Throws FatalError. */
export async function surveyed(request: RunRequest, how: SurveyedSettings, ports: RunPorts): Promise<Surveyed> {
  const { files } = ports;
  const { folder } = request;
  await files.makeFolder(folder, 0o700);
  const seal = await sealOf(request, how.identity, files);
  const former = seal === undefined ? undefined : await readSeal(files, folder);
  if (former && former.of === seal && (await files.stat(`${folder}/${SURVEY_FILE}`))) {
    return { database: await reopen(folder, how.memoryBytes), counts: former.counts };
  }
  const made = await makeSurvey(request, how, ports);
  if (made.database && seal !== undefined) {
    await replaceText(files, folder, SEAL_FILE, `${JSON.stringify({ of: seal, counts: made.counts })}\n`);
  }
  return made;
}

async function makeSurvey(request: RunRequest, how: SurveyedSettings, ports: RunPorts): Promise<Surveyed> {
  const { folder, inputs, mapping } = request;
  const { files } = ports;
  let survey: Survey | undefined;
  const onStart: RunPorts['onStart'] = async (start) => {
    await files.unlink(`${folder}/${SEAL_FILE}`).catch(() => undefined);
    await removeSurvey(files, folder);
    const { memoryBytes, contentOf } = how;
    const inputNames = inputs.map((input) => input.name);
    survey = await Survey.open({ folder, memoryBytes, contentOf, inputNames, about: { mapping: mapping.name } });
    await ports.onStart(start);
  };
  const audience = { watch: (mapped: Mapped) => survey!.watch(mapped), looksInside: how.contentOf !== NO_CONTENT };
  const ending = await check(request, audience, { ...ports, onStart });
  const { delivered: messages, rejected, skipped } = ending.snapshot.counts;
  const counts = { messages, rejected, skipped };
  if (ending.state === 'finished') return { ending, database: survey!.filled(), counts };
  survey?.close();
  return { ending, counts };
}

function reopen(folder: string, memoryBytes: number): Promise<Database> {
  return openDatabase(`${folder}/${SURVEY_FILE}`, {
    memoryBytes: memoryBytes * SHARE_OF_DATABASE,
    spillFolder: `${folder}/${SPILL_FOLDER}`,
  });
}

interface Seal {
  readonly of: string;
  readonly counts: SurveyedCounts;
}

async function readSeal(files: Files, folder: string): Promise<Seal | undefined> {
  const text = await readText(files, `${folder}/${SEAL_FILE}`);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Seal);
  } catch {
    // A torn one says nothing: the survey is made anew.
    return undefined;
  }
}

/** Sizes and times of the inputs stand for their content, as for a compiler; undefined when an input has none. */
async function sealOf(
  { inputs, limit }: RunRequest,
  identity: Readonly<Record<string, string>>,
  files: Files,
): Promise<string | undefined> {
  const stamps: unknown[] = [];
  for (const { name, path, kind } of inputs) {
    if (kind === 'stream') return undefined;
    const stat = await files.stat(path);
    stamps.push([name, stat?.size, stat?.modifiedMs]);
  }
  return JSON.stringify([SCHEMA_VERSION, identity, limit ?? null, stamps]);
}
