import type { Saved } from './checkpoint/checkpoint.js';
import type { Identity } from './checkpoint/identity.js';
import { FINDINGS_FILE } from './checkpoint/lines-file.js';
import { withLock } from './checkpoint/lock.js';
import { runIn, runsOwnOf } from './checkpoint/run-state.js';
import { FatalError } from './errors.js';
import { forget, type ListItem, travelList } from './list-journey.js';
import { answered, type Ending } from './outcome.js';
import { damageOf, repair } from './repair.js';
import type { LifeSettings, RunPorts, RunRequest } from './request.js';
import { nameAgain, sayWhatIsLeft, wouldDouble } from './second-look.js';
import type { Database } from './survey/database.js';
import { type Extent, extentOf } from './survey/questions/expected.js';
import { type SurveyedCounts, type SurveyedSettings, withSurvey } from './surveyed.js';
import type { Work } from './types.js';
import { type Findings, sortOut, unbalanced } from './verify/class-files.js';
import type { Damage } from './verify/damage.js';
import { type LookupList, type LookupSettings, lookupItem, lookupList, type View } from './verify/lookup-list.js';

export interface VerifySettings {
  readonly survey: SurveyedSettings;
  /** `horizonSeconds`: where no `until` ends what is looked for. */
  readonly lookup: Omit<LookupSettings, 'earliestSeconds'>;
  readonly act: LifeSettings;
  /** Absent = only look. */
  readonly repair?: {
    /** Told how many messages would be sent again and changed; false = leave them. */
    readonly confirm: (imports: number, changes: number) => Promise<boolean>;
    readonly act: LifeSettings;
  };
  /** What the findings depend on beside the export: service, application, sample, views, retention. */
  readonly identity: Identity;
  /** The run whose messages are looked for: its folder, and its settings as they are given now. */
  readonly run: { readonly folder: string; readonly identity: Identity };
}

export interface Verified {
  /** Conversations and messages that were read back, and how many the export has. */
  readonly checked: Extent;
  readonly whole: Extent;
  /** By class, as the files of the classes have them. */
  readonly findings: Findings;
  /** Added-up counts of the reading, by name. */
  readonly tallies: Readonly<Record<string, number>>;
  readonly repair?: Repaired;
}

export interface Repaired {
  readonly imported: number;
  readonly changed: number;
  /** What is wrong still. */
  readonly left: Findings;
}

export interface VerifyEnding {
  readonly ending: Ending;
  readonly export?: SurveyedCounts;
  /** Undefined when it did not come to its end. */
  readonly verified?: Verified;
}

const WORK: Work = { doing: 'reading back', done: 'compared', members: 'conversations' };
const READING = 'reading';
const MENDING = 'repair';
const READING_AGAIN = 'reading-again';

/*
 * Reads conversations back and holds them against the export. First the export is read into a survey (or a former one is
 * used again): keys and hashes of contents, no texts. Then one conversation after the other is asked for, as a journey like
 * that of a run: paced, repeated, saved every second, resumed where it stopped while the export is the same. Findings are written as they come; at the
 * end each class gets a file of its own. A repair mends what it can, and reads the conversations in question once more: only
 * what is seen to be right then counts as repaired. Each step resumes by itself; when all came to their end they are
 * forgotten, and the next verification begins anew.
 */
export async function verify(request: RunRequest, how: VerifySettings, ports: RunPorts): Promise<VerifyEnding> {
  return withLock(ports, request.folder, how.act.takeOver, async () => {
    const run = await runOf(request, how, ports);
    const asked = run ? asRunHadIt(request, run) : request;
    const words = wordsOf(asked);
    const survey = { ...how.survey, identity: { ...how.survey.identity, ...words } };
    const lookup = { ...how.lookup, ...rangeOf(asked, how.lookup.horizonSeconds) };
    const reading = { ...how, lookup, identity: { ...how.identity, ...words } };
    return withSurvey(asked, survey, ports, (database) => compare(asked, database, reading, ports));
  });
}

/** With other settings the export maps to other messages: all would be missing, and a repair would double them. */
async function runOf({ inputs }: RunRequest, { run }: VerifySettings, { files }: RunPorts): Promise<Saved | undefined> {
  const names = inputs.some(({ kind }) => kind === 'stream') ? undefined : inputs.map(({ name }) => name);
  return await runIn(files, run.folder, run.identity, names);
}

/**
 * What the run left out or rejected by its range and its clock is not missing, and no repair may send it: of its range a
 * part may be asked for, and records lie in the future when they did for the run.
 */
function asRunHadIt(request: RunRequest, run: Saved): RunRequest {
  const { settings } = request;
  const { mode, sinceUs, untilUs } = runsOwnOf(run);
  const since = [settings.sinceUs, sinceUs].filter((us) => us !== undefined);
  const until = [settings.untilUs, untilUs].filter((us) => us !== undefined);
  return {
    ...request,
    nowMs: run.startedAtMs,
    settings: {
      ...settings,
      mode,
      ...(since.length === 0 ? {} : { sinceUs: Math.max(...since) }),
      ...(until.length === 0 ? {} : { untilUs: Math.min(...until) }),
    },
  };
}

/** What was taken from the run, as part of an identity: a survey or a reading made with others is another one. */
function wordsOf({ nowMs, settings: { mode, sinceUs, untilUs } }: RunRequest): Identity {
  return { live: String(mode === 5), since: String(sinceUs), until: String(untilUs), now: String(nowMs) };
}

/** Messages outside of the range of the export that was asked for are nobody's business. */
function rangeOf({ settings: { sinceUs = 0, untilUs } }: RunRequest, horizonSeconds: number) {
  return {
    earliestSeconds: Math.max(0, Math.floor(sinceUs / 1e6)),
    horizonSeconds: untilUs === undefined ? horizonSeconds : Math.ceil(untilUs / 1e6) - 1,
  };
}

/** The settings with all that is known once the run is. */
type ReadingSettings = VerifySettings & { readonly lookup: LookupSettings };

async function compare(
  request: RunRequest,
  database: Database,
  how: ReadingSettings,
  ports: RunPorts,
): Promise<VerifyEnding> {
  const { folder } = request;
  const list = await lookupList(database, how.lookup);
  // A repair that was broken off keeps its reading for the next one; whoever only looks is told what is there now.
  const identity = { ...how.identity, list: list.digest, repair: String(how.repair !== undefined) };
  const ending = await readBack(`${folder}/${READING}`, list, identity, how, ports);
  if (ending.state !== 'finished') return { ending };
  const findings = await sortOut(`${folder}/${READING}/${FINDINGS_FILE}`, folder, ports.files);
  const whole = await extentOf(database, { share: 1, seed: 0, again: false });
  const { tallies } = ending.snapshot;
  const verified: Verified = { checked: list.extent, whole, findings, tallies };
  const error = unbalanced(findings, tallies);
  if (error) return forgotten(folder, { ending: { ...stoppedBy(error, ending), balanced: false }, verified }, ports);
  if (!how.repair) return forgotten(folder, { ending, verified }, ports);
  const mending = { ...how, identity: { ...identity, reading: ending.runId } };
  return repairAfter({ ending, verified }, request, database, mending, how.repair, ports);
}

/** The next verification begins anew. */
async function forgotten(folder: string, ending: VerifyEnding, ports: RunPorts): Promise<VerifyEnding> {
  for (const step of [READING, MENDING, READING_AGAIN]) await forget(`${folder}/${step}`, ports);
  return ending;
}

function stoppedBy(error: FatalError, ending: Ending): Ending {
  return { ...ending, state: 'stopped', error };
}

/** What was found is kept only where the repair is broken off: the next one goes on with it. */
async function repairAfter(
  known: Required<Pick<VerifyEnding, 'ending' | 'verified'>>,
  request: RunRequest,
  database: Database,
  how: ReadingSettings,
  { confirm, act }: NonNullable<VerifySettings['repair']>,
  ports: RunPorts,
): Promise<VerifyEnding> {
  const { folder } = request;
  const { ending, verified } = known;
  const { findings, tallies } = verified;
  const same = tallies['foreign-same'] ?? 0;
  if ((findings.missing ?? 0) > 0 && same > 0) {
    return forgotten(folder, { ...known, ending: stoppedBy(wouldDouble(same), ending) }, ports);
  }
  const damage = await damageOf(`${folder}/${READING}/${FINDINGS_FILE}`, ports);
  const [imports, changes] = [damage.count('import'), damage.count('modify')];
  const wanted = imports + changes > 0 && (await answered(() => confirm(imports, changes)));
  if (wanted instanceof FatalError) return forgotten(folder, { ...known, ending: stoppedBy(wanted, ending) }, ports);
  if (ports.interrupt.aborted) return { ...known, ending: { ...ending, state: 'interrupted' } };
  if (!wanted) return forgotten(folder, known, ports);
  const { stopped, repaired } = await mend(request, database, { findings, damage }, how, act, ports);
  if (stopped) return { ...known, ending: stopped };
  return forgotten(folder, { ending, verified: { ...verified, repair: repaired } }, ports);
}

function readBack(
  folder: string,
  list: LookupList,
  identity: Identity,
  { lookup, act }: Pick<ReadingSettings, 'lookup' | 'act'>,
  ports: RunPorts,
): Promise<Ending> {
  const itemOf = (view: View): ListItem => lookupItem(view, lookup);
  return travelList({ folder, identity, list, work: WORK, itemOf }, act, ports);
}

/** Mends, and looks again: both belong to the reading that found it (`how.identity`). `stopped`: the ending of the step that did not come to its end. */
async function mend(
  request: RunRequest,
  database: Database,
  { findings, damage }: { readonly findings: Findings; readonly damage: Damage },
  how: ReadingSettings,
  act: LifeSettings,
  ports: RunPorts,
): Promise<{ stopped: Ending; repaired?: never } | { stopped?: never; repaired: Repaired }> {
  const { folder } = request;
  const found = `${folder}/${READING}/${FINDINGS_FILE}`;
  await ports.files.makeFolder(`${folder}/${MENDING}`, 0o700);
  const mending = await repair({ ...request, folder: `${folder}/${MENDING}` }, damage, how.identity, act, ports);
  if (mending.state !== 'finished') return { stopped: mending };
  await nameAgain(database, found, ports);
  const lookup = { ...how.lookup, wanted: { share: 1, seed: 0, again: true } };
  const list = await lookupList(database, lookup);
  const reading = await readBack(`${folder}/${READING_AGAIN}`, list, how.identity, { ...how, lookup }, ports);
  if (reading.state !== 'finished') return { stopped: reading };
  const left = await sayWhatIsLeft(found, `${folder}/${READING_AGAIN}`, folder, ports);
  const { missing: _missing, different: _different, ...others } = findings;
  const { import: imported = 0, modify: changed = 0 } = mending.snapshot.tallies;
  return { repaired: { imported, changed, left: { ...others, ...left } } };
}
