import { lockState } from '../checkpoint/lock.js';
import type { Client } from '../im/client.js';
import { LIMITS } from '../im/limits.js';
import { lookupSink } from '../im/lookup-sink.js';
import { mendSink } from '../im/mend-sink.js';
import { plural } from '../report/words.js';
import type { RunPorts } from '../request.js';
import { nodeClock } from '../system/node-clock.js';
import { readText } from '../text-file.js';
import type { Sink } from '../types.js';
import { isWrong } from '../verify/classes.js';
import { type VerifySettings, verify } from '../verify.js';
import { contentOf, contentOfStored } from './check-learner.js';
import { confirm } from './confirm.js';
import type { Context } from './context.js';
import { horizonSeconds } from './horizon.js';
import { memoryBytesOf } from './memory.js';
import { prepareRequest } from './prepare-request.js';
import { resumeCommand } from './resume-command.js';
import { keptSince } from './retention.js';
import { findService, type Service } from './service.js';
import { conclude, howToGoOn, lifeSettings, type Session, withSession } from './session.js';
import { keepFilesPrivate, stateFolderOf } from './state-folder.js';
import { readTold } from './told-report.js';
import { verifyReport, verifyText } from './verify-text.js';

const DEFAULT_PAGE_MESSAGES = 100;
/** Records may be a day ahead of the clock, and clocks may differ. */

/** Reads back what an export was imported as, and compares. Answers the exit code. */
export async function verifyCommand(context: Context): Promise<number> {
  const { settings, environment, operands, commandLine } = context;
  keepFilesPrivate();
  const { request, warnings, identity } = await prepareRequest(context, 'verify');
  const plan = { command: 'verify', request, warnings, resume: resumeCommand(commandLine, operands) } as const;
  return withSession(context, plan, async (session) => {
    const { screen, ports } = session;
    const service = await findService(settings, environment, ports);
    const note = await unfinishedRun(context, ports);
    if (note !== undefined) screen.note(note, 'yellow');
    const verified = await verify(request, howOf(context, { identity, service, session }), ports);
    const { ending } = verified;
    const { findings, repair } = verified.verified ?? { findings: {} };
    const isEmpty = verified.verified !== undefined && (verified.verified.tallies.expected ?? 0) === 0;
    const wrong = isEmpty || isWrong(repair?.left ?? findings, settings.strict ?? false);
    const told = verifyReport(verified, settings);
    return conclude(session, {
      ending,
      wrong: wrong || ending.snapshot.counts.rejected > 0,
      findings: told,
      text: (report) => [...verifyText(verified, told, request.folder, settings), ...howToGoOn(report)],
    });
  });
}

interface Parts {
  readonly identity: Readonly<Record<string, string>>;
  readonly service: Service;
  readonly session: Session;
}

function howOf(context: Context, { identity, service, session }: Parts): VerifySettings {
  const { settings, operands } = context;
  const nowMs = nodeClock.wallMs();
  const { sample = 1, seed = 0, retention } = settings;
  const bothViews = settings['both-views'] ?? false;
  const pageMessages = settings['page-messages'] ?? DEFAULT_PAGE_MESSAGES;
  const stateFolder = stateFolderOf(settings, operands);
  const connect = (sinkOf: (client: Client) => Sink) => () =>
    service.connect(stateFolder, sinkOf, LIMITS.otherCallsPerSecond);
  const mending = {
    confirm: (imports: number, changes: number) =>
      confirm(context, session.screen, mendingText(imports, changes), session.interrupt.signal),
    act: lifeSettings(settings, connect(mendSink)),
  };
  const run = { ...identity, service: service.kind, 'sdk-app-id': String(service.sdkAppId) };
  return {
    run: { folder: stateFolder, identity: run },
    survey: { memoryBytes: memoryBytesOf(settings), contentOf, identity },
    lookup: {
      wanted: { share: sample, seed, again: false },
      bothViews,
      pageMessages,
      contentOf: contentOfStored,
      keptSinceSeconds: keptSince(retention, nowMs),
      horizonSeconds: horizonSeconds(nowMs),
    },
    act: lifeSettings(settings, connect(lookupSink)),
    ...(settings.repair ? { repair: mending } : {}),
    identity: {
      ...run,
      command: 'verify',
      sample: String(sample),
      seed: String(seed),
      'both-views': String(bothViews),
      retention: String(retention),
    },
  };
}

function mendingText(imports: number, changes: number): string {
  return `This sends ${plural(imports, 'message')} again and replaces the content of ${plural(changes, 'message')} in the service; people see it.`;
}

/** What a run that has not come to its end has not sent is missing, and no finding. */
async function unfinishedRun(
  { settings, operands, files }: Context,
  { processes }: RunPorts,
): Promise<string | undefined> {
  const folder = stateFolderOf(settings, operands);
  const text = await readText(files, `${folder}/report.json`);
  if (text === undefined) return undefined;
  const told = readTold(text);
  if (!told) return `Note: ${folder}/report.json is damaged: what its run has not sent yet, if any, is missing.`;
  if (told.command !== 'run' || told.state === 'finished') return undefined;
  const owner = await lockState(files, folder, processes);
  const how = owner === undefined || owner === 'gone' ? 'has not come to its end' : 'is going on';
  return `Note: the run in ${folder} ${how}: what it has not sent yet is missing.`;
}
