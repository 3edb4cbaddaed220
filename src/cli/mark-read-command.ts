import { FatalError } from '../errors.js';
import { CALLS } from '../im/calls.js';
import { markReadSink } from '../im/mark-read-sink.js';
import { type MarkReadEnding, type MarkReadSettings, markRead } from '../mark-read.js';
import { endTable } from '../report/end-table.js';
import { duration, plural } from '../report/words.js';
import { confirm } from './confirm.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { markOne } from './mark-read-one.js';
import { memoryBytesOf } from './memory.js';
import { moment, prepareRequest } from './prepare-request.js';
import { resumeCommand } from './resume-command.js';
import { findService, type Service } from './service.js';
import { conclude, lifeSettings, type Session, withSession } from './session.js';
import { keepFilesPrivate, stateFolderOf } from './state-folder.js';

const SECOND_US = 1_000_000;

/** Marks conversations as read: one, or all of an export. Answers the exit code. */
export async function markReadCommand(context: Context): Promise<number> {
  const { settings, operands } = context;
  const { account, peer } = settings;
  const beforeUs = moment('before', settings);
  const until = beforeUs === undefined ? undefined : Math.floor(beforeUs / SECOND_US);
  if (operands.length > 0 && account === undefined && peer === undefined) return markExport(context, until);
  if (operands.length === 0 && account !== undefined && peer !== undefined) {
    return markOne(context, { account, peer, ...(until === undefined ? {} : { until }) });
  }
  throw new FatalError(
    'usage',
    'mark-read-what',
    operands.length > 0
      ? 'An export together with --account or --peer: which conversations are to be marked?'
      : 'Nothing says which conversations are to be marked.',
    'Give an export, for all of its conversations, or both --account and --peer, for one.',
  );
}

async function markExport(context: Context, until: number | undefined): Promise<number> {
  const { settings, environment, operands, commandLine } = context;
  keepFilesPrivate();
  const { request, warnings, identity } = await prepareRequest(context, 'mark-read');
  const plan = { command: 'mark-read', request, warnings, resume: resumeCommand(commandLine, operands) } as const;
  return withSession(context, plan, async (session) => {
    const { interrupt, ports } = session;
    const service = await findService(settings, environment, ports);
    const marked = await markRead(request, howOf(context, session, service, { mapping: identity, until }), ports);
    const { ending, conversations } = marked;
    if (!ending) return interrupt.signal.aborted ? EXIT[interrupt.received() ?? 'SIGINT'] : EXIT.ok;
    return conclude(session, {
      ending,
      wrong: ending.snapshot.counts.rejected > 0,
      findings: conversations && { conversations: conversations.count, people: conversations.people },
      text: () => markReadText(marked, request.folder),
    });
  });
}

function howOf(
  context: Context,
  { screen, interrupt }: Session,
  service: Service,
  { mapping, until }: { mapping: Readonly<Record<string, string>>; until: number | undefined },
): MarkReadSettings {
  const { settings, operands } = context;
  const stateFolder = stateFolderOf(settings, operands);
  return {
    memoryBytes: memoryBytesOf(settings),
    mapping,
    identity: {
      ...mapping,
      command: 'mark-read',
      service: service.kind,
      'sdk-app-id': String(service.sdkAppId),
      before: String(until),
    },
    ...(until === undefined ? {} : { untilSeconds: until }),
    confirm: (conversations, people) =>
      confirm(context, screen, markingText(conversations, people, settings.before), interrupt.signal),
    act: lifeSettings(settings, () => service.connect(stateFolder, markReadSink, CALLS.setMsgRead.perSecond)),
  };
}

function markingText(conversations: number, people: number, before: string | undefined): string {
  const upTo = before === undefined ? '' : ` as far as ${before}`;
  return `This marks ${plural(conversations, 'conversation')} as read${upTo} for ${plural(people, 'person', 'people')}; it cannot be taken back.`;
}

function markReadText({ ending, conversations }: MarkReadEnding, folder: string): string[] {
  const { state, snapshot } = ending!;
  const head = `Marking as read ${state} after ${duration(snapshot.elapsedMs)}`;
  if (!conversations) return [`${head}: the export was not read to its end`];
  const { count, people } = conversations;
  return [
    `${head}: ${plural(count, 'conversation')} of ${plural(people, 'person', 'people')}, each for both sides`,
    ...endTable(snapshot, 'marked'),
    ...(snapshot.counts.rejected > 0 ? [`Refused, with reasons and advice: ${folder}/marking/rejects.jsonl`] : []),
  ];
}
