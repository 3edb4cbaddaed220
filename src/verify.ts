import { CHECKPOINT_FILE } from './checkpoint/checkpoint.js';
import { differences, type Identity } from './checkpoint/identity.js';
import { FINDINGS_FILE } from './checkpoint/lines-file.js';
import { takeLock } from './checkpoint/lock.js';
import { live } from './life.js';
import type { Ending } from './outcome.js';
import { Output } from './prepare/output.js';
import { listExport } from './read/list-export.js';
import type { LifeSettings, RunPorts, RunRequest } from './request.js';
import { newRunId } from './resume.js';
import type { Database } from './survey/database.js';
import { type SurveyedCounts, type SurveyedSettings, surveyed } from './surveyed.js';
import { linesOf } from './text-file.js';
import { CLASSES, type ClassName, type Finding, fileOf } from './verify/classes.js';
import { type LookupSettings, lookupList, lookupMapper } from './verify/lookup-list.js';

export interface VerifySettings {
  readonly survey: SurveyedSettings;
  readonly lookup: LookupSettings;
  readonly act: LifeSettings;
  /** What the findings depend on beside the export: service, application, sample, views, retention. */
  readonly identity: Identity;
}

export interface Verified {
  /** Conversations and messages that were read back, and how many the export has. */
  readonly checked: { readonly conversations: number; readonly messages: number };
  readonly whole: { readonly conversations: number; readonly messages: number };
  /** By class, as the files of the classes have them. */
  readonly findings: Readonly<Partial<Record<ClassName, number>>>;
}

export interface VerifyEnding {
  readonly ending: Ending;
  readonly export?: SurveyedCounts;
  /** Undefined when it did not come to its end. */
  readonly verified?: Verified;
}

/*
 * Reads conversations back and holds them against the export. First the export is read into a survey (or a former one is
 * used again): keys and hashes of contents, no texts. Then one conversation after the other is asked for, as a journey like
 * that of a run: paced, repeated, saved every second, resumed where it stopped. Findings are written as they come; at the
 * end each class gets a file of its own. A verification that came to its end is forgotten, and the next begins anew.
 */
export async function verify(request: RunRequest, how: VerifySettings, ports: RunPorts): Promise<VerifyEnding> {
  const { files } = ports;
  const { folder } = request;
  const lock = await takeLock(files, folder, ports.processes, ports.clock, how.act.takeOver);
  try {
    const survey = await surveyed({ ...request, folder: `${folder}/survey` }, how.survey, ports);
    const { database, ending, counts } = survey;
    if (!database) return { ending: ending! };
    try {
      return { ...(await readBack(folder, database, how, ports)), export: counts };
    } finally {
      database.close();
    }
  } finally {
    await lock.release();
  }
}

async function readBack(
  folder: string,
  database: Database,
  how: VerifySettings,
  ports: RunPorts,
): Promise<VerifyEnding> {
  const work = `${folder}/reading`;
  await ports.files.makeFolder(work, 0o700);
  const list = await lookupList(database, how.lookup);
  const ending = await live(
    {
      folder: work,
      identity: how.identity,
      mappingDigest: '',
      rejectLimit: { kind: 'number', most: Number.POSITIVE_INFINITY },
      work: 'reading back',
      writesFindings: true,
      async embark(saved) {
        const resumes = saved !== undefined && differences(saved.identity, how.identity).length === 0;
        const [input] = resumes ? saved.inputs : [];
        const source = listExport(list, input && { from: input.mark, fingerprint: input.fingerprint });
        const begun = resumes
          ? { runId: saved.runId, startedAtMs: saved.startedAtMs }
          : { runId: newRunId(ports), startedAtMs: ports.clock.wallMs() };
        return { ...begun, resumes, notes: [], source, map: lookupMapper(how.lookup) };
      },
    },
    how.act,
    ports,
  );
  if (ending.state !== 'finished') return { ending };
  const findings = await sortOut(`${work}/${FINDINGS_FILE}`, folder, ports);
  await ports.files.unlink(`${work}/${CHECKPOINT_FILE}`);
  const whole = await lookupList(database, { ...how.lookup, wanted: { share: 1, seed: 0, again: false } });
  return { ending, verified: { checked: list.extent, whole: whole.extent, findings } };
}

/** Gives each class of findings its file; a class without any has none. Answers how many each has. */
async function sortOut(
  path: string,
  folder: string,
  ports: RunPorts,
): Promise<Readonly<Partial<Record<ClassName, number>>>> {
  const counts: Partial<Record<ClassName, number>> = {};
  const outputs = new Map<ClassName, Output>();
  for (const { name } of CLASSES) await ports.files.unlink(`${folder}/${fileOf(name)}`).catch(() => undefined);
  for await (const line of linesOf(ports.files, path)) {
    const { class: name } = JSON.parse(line) as Finding;
    const output = outputs.get(name) ?? (await Output.open(ports.files, `${folder}/${fileOf(name)}`, ports.interrupt));
    outputs.set(name, output);
    counts[name] = (counts[name] ?? 0) + 1;
    await output.write(`${line}\n`);
  }
  for (const output of outputs.values()) await output.end();
  return counts;
}
