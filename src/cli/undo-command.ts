import { LIMITS } from '../im/limits.js';
import { recallSink } from '../im/recall-sink.js';
import { endTable } from '../report/end-table.js';
import { columns, duration, number, plural } from '../report/words.js';
import { type UndoEnding, type UndoScope, undo } from '../undo.js';
import type { Context } from './context.js';
import { moment, prepareRequest } from './prepare-request.js';
import { quoted, resumeCommand } from './resume-command.js';
import { keptSince } from './retention.js';
import { findService } from './service.js';
import { conclude, howToGoOn, lifeSettings, withSession } from './session.js';
import { stateFolderOf } from './state-folder.js';
import { subfolder } from './subfolder.js';

const EQUAL_ONES = 'A message is recalled by its key: an equal one that another run put there goes with it.';

/** Recalls what a run sent, or tells what would be recalled. Answers the exit code. */
export async function undoCommand(context: Context): Promise<number> {
  const { settings, environment, operands, commandLine } = context;
  const scope = scopeOf(context);
  // The range is one of what was sent; which records were left out when it was sent, the run knows.
  const { since: _since, until: _until, ...rest } = settings;
  const folder = subfolder('undo', scope);
  // A dry one between two lives of an acting one must leave its files alone.
  const { request, warnings, identity } = await prepareRequest(
    { ...context, settings: rest },
    settings.yes ? folder : `${folder}/dry-run`,
  );
  const stateFolder = stateFolderOf(settings, operands);
  const plan = { command: 'undo', request, warnings, resume: resumeCommand(commandLine, operands) } as const;
  return withSession(context, plan, async (session) => {
    const { ports } = session;
    const service = await findService(settings, environment, ports);
    const sink = (client: Parameters<typeof recallSink>[0]) =>
      recallSink(client, keptSince(settings.retention, ports.clock.wallMs()));
    const act = settings.yes
      ? { act: lifeSettings(settings, () => service.connect(stateFolder, sink, LIMITS.otherCallsPerSecond)) }
      : {};
    const undone = await undo(
      request,
      {
        stateFolder,
        identity: { ...identity, 'sdk-app-id': String(service.sdkAppId), service: service.kind },
        scope,
        takeOver: settings['take-over'] ?? false,
        acceptMapping: settings['accept-mapping'] ?? false,
        ...act,
      },
      ports,
    );
    const { ending, runId, isExact, missed } = undone;
    return conclude(session, {
      ending,
      wrong: ending.snapshot.counts.rejected > 0 || missed > 0,
      findings: { ...ending.snapshot.tallies, dryRun: !settings.yes, runId, exact: isExact, missed },
      text: (report) => [...undoText(undone, context, request.folder), ...howToGoOn(report)],
    });
  });
}

function scopeOf({ settings }: Context): UndoScope {
  const [sinceUs, untilUs] = [moment('since', settings), moment('until', settings)];
  return {
    ...(settings.conversation ? { conversation: settings.conversation } : {}),
    ...(sinceUs === undefined ? {} : { sinceUs }),
    ...(untilUs === undefined ? {} : { untilUs }),
  };
}

function undoText(undone: UndoEnding, context: Context, folder: string): string[] {
  const { ending, isExact, missed } = undone;
  const { settings } = context;
  const { state, snapshot } = ending;
  const { counts, tallies, elapsedMs } = snapshot;
  const crashed = isExact
    ? []
    : [
        'The run did not end in order: what it may have come to after its last save is recalled, too, whether it was sent or not.',
      ];
  const left =
    missed === 0
      ? []
      : [
          `✗ ${plural(missed, 'message')} that the run delivered are not found with this mapping: it was another one when they were sent.`,
          'Take them back with the mapping of then: the same command with that and --accept-mapping.',
        ];
  if (!settings.yes) {
    return [
      `Of run ${undone.runId}, this would be recalled; nothing was done`,
      ...endTable(snapshot, 'to recall'),
      ...crashed,
      ...left,
      EQUAL_ONES,
      ...(counts.delivered > 0
        ? [`To recall ${plural(counts.delivered, 'message')}: the same command with --yes`]
        : ['There is nothing to recall: the run sent nothing of this.']),
    ];
  }
  const rows = [
    ['recalled', 'by this undo'],
    ['already-recalled', 'by somebody else, or earlier'],
    ['not-there', 'the service does not have them'],
    ['expired', 'past the storage period'],
  ] as const;
  const told = rows
    .filter(([name]) => tallies[name])
    .map(([name, words]) => [`  ${name}`, number(tallies[name]!), words] as const);
  return [
    `Undo of run ${undone.runId} ${state} after ${duration(elapsedMs)}`,
    ...endTable(snapshot, 'done'),
    ...columns(told),
    EQUAL_ONES,
    ...crashed,
    ...left,
    ...(counts.rejected > 0 ? [`Refused, with reasons and advice: ${folder}/rejects.jsonl`] : []),
    ...(state === 'finished' ? [whatNow(undone, context)] : []),
  ];
}

/** While something is left there is no such command: a run with another generation would import that a second time. */
function whatNow({ ending, missed, nextGeneration }: UndoEnding, context: Context): string {
  const { conversation, since, until, limit } = context.settings;
  const left = ending.snapshot.counts.rejected + missed;
  if (left > 0)
    return `${plural(left, 'message')} may still be there: an import under another --generation would double them.`;
  const isPart = [conversation, since, until, limit].some((setting) => setting !== undefined);
  if (!isPart) return `To import the export again: ${againCommand(context, nextGeneration)}`;
  if (ending.snapshot.counts.delivered === 0) return 'Nothing that the run sent is in this part of the export.';
  return 'Only this part was recalled. Another import of the whole export, under another --generation, would double the rest.';
}

/** The service would take equal keys for repeats, and a state folder belongs to one generation. */
function againCommand({ operands, settings }: Context, generation: number): string {
  const state = `${stateFolderOf(settings, operands)}-${generation}`;
  return `tim-migrate run ${operands.map(quoted).join(' ')} --generation ${generation} --state ${quoted(state)}, and the other options as before`;
}
