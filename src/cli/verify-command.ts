import { LIMITS } from '../im/limits.js';
import { lookupSink } from '../im/lookup-sink.js';
import { nodeClock } from '../system/node-clock.js';
import { isWrong } from '../verify/classes.js';
import { type VerifySettings, verify } from '../verify.js';
import { contentOf, contentOfStored } from './check-learner.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { prepareRequest } from './prepare-request.js';
import { exitCodeOfEnding } from './report-writer.js';
import { resumeCommand } from './resume-command.js';
import { keptSince } from './retention.js';
import { showError } from './screen.js';
import { findService, type Service } from './service.js';
import { lifeSettings, withSession } from './session.js';
import { stateFolderOf } from './state-folder.js';
import { verifyReport, verifyText } from './verify-text.js';

const DEFAULT_MEMORY_BYTES = 1e9;
const DEFAULT_PAGE_MESSAGES = 100;
/** Records may be a day ahead of the clock, and clocks may differ. */
const HORIZON_SECONDS = 2 * 86_400;
const PRIVATE_UMASK = 0o077;

/** Reads back what an export was imported as, and compares. Answers the exit code. */
export async function verifyCommand(context: Context): Promise<number> {
  const { settings, environment, operands, commandLine } = context;
  process.umask(PRIVATE_UMASK);
  const { request, warnings, identity } = await prepareRequest(context, 'verify');
  const plan = { command: 'verify', request, warnings, resume: resumeCommand(commandLine, operands) } as const;
  return withSession(context, plan, async ({ screen, writer, interrupt, ports }) => {
    const service = await findService(settings, environment, ports);
    const verified = await verify(request, howOf(context, identity, service), ports);
    screen.stop();
    const { ending } = verified;
    for (const note of ending.notes) screen.note(`Note: ${note}`, 'yellow');
    const wrong = isWrong(verified.verified?.findings ?? {}, settings.strict ?? false);
    const exitCode = exitCodeOfEnding(ending, interrupt.received(), wrong || ending.snapshot.counts.rejected > 0);
    const told = verifyReport(verified, settings);
    const { report, unwritten } = await writer.end(ending, exitCode, {
      finishedAtMs: ports.clock.wallMs(),
      findings: told,
    });
    screen.result(verifyText(verified, told, request.folder, settings).join('\n'));
    screen.json(report);
    const error = ending.error ?? unwritten;
    if (error) showError(screen, error);
    return unwritten && exitCode < EXIT.usage ? EXIT.stopped : exitCode;
  });
}

function howOf(
  { settings, operands }: Context,
  identity: Readonly<Record<string, string>>,
  service: Service,
): VerifySettings {
  const nowMs = nodeClock.wallMs();
  const { sample = 1, seed = 0, retention } = settings;
  const bothViews = settings['both-views'] ?? false;
  const pageMessages = settings['page-messages'] ?? DEFAULT_PAGE_MESSAGES;
  const stateFolder = stateFolderOf(settings.state, operands);
  return {
    survey: { memoryBytes: settings.memory ?? DEFAULT_MEMORY_BYTES, contentOf, identity },
    lookup: {
      wanted: { share: sample, seed, again: false },
      bothViews,
      pageMessages,
      contentOf: contentOfStored,
      keptSinceSeconds: keptSince(retention, nowMs),
      horizonSeconds: Math.floor(nowMs / 1_000) + HORIZON_SECONDS,
    },
    act: lifeSettings(settings, () => service.connect(stateFolder, lookupSink, LIMITS.otherCallsPerSecond)),
    identity: {
      ...identity,
      command: 'verify',
      service: service.kind,
      'sdk-app-id': String(service.sdkAppId),
      sample: String(sample),
      seed: String(seed),
      'both-views': String(bothViews),
      retention: String(retention),
    },
  };
}
