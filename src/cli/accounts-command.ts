import {
  type AccountsEnding,
  type AccountsImport,
  type AccountsSettings,
  accounts,
  FAILED_FILE,
  MISSING_FILE,
  NAMES_SHOWN,
  UNCHECKED_FILE,
} from '../accounts.js';
import { FatalError } from '../errors.js';
import { accountBatchSink, accountImportSink } from '../im/account-import-sink.js';
import { CALLS } from '../im/calls.js';
import { columns, duration, number, plural } from '../report/words.js';
import { checkingHow } from './accounts-how.js';
import { confirm } from './confirm.js';
import type { Context } from './context.js';
import { prepareRequest } from './prepare-request.js';
import { resumeCommand } from './resume-command.js';
import { findService, type Service } from './service.js';
import { conclude, lifeSettings, type Session, withSession } from './session.js';
import { keepFilesPrivate, stateFolderOf } from './state-folder.js';

/** Checks which accounts of an export there are, and imports the missing ones. Answers the exit code. */
export async function accountsCommand(context: Context): Promise<number> {
  const { settings, environment, operands, commandLine } = context;
  if (settings.profiles !== undefined && !settings.import) throw profilesWithoutImport();
  keepFilesPrivate();
  const { request, warnings, identity } = await prepareRequest(context, 'accounts');
  const { folder } = request;
  const plan = { command: 'accounts', request, warnings, resume: resumeCommand(commandLine, operands) } as const;
  return withSession(context, plan, async (session) => {
    const { ports } = session;
    const service = await findService(settings, environment, ports);
    const done = await accounts(request, howOf(context, identity, service, session), ports);
    const { ending, found } = done;
    return conclude(session, {
      ending,
      wrong: !found || found.missing + found.unchecked > 0,
      findings: found,
      text: () => accountsText(done, folder, settings.import ?? false),
    });
  });
}

function howOf(
  context: Context,
  mapping: Readonly<Record<string, string>>,
  service: Service,
  session: Session,
): AccountsSettings {
  const how = checkingHow(context, mapping, service);
  const { settings } = context;
  if (!settings.import) return how;
  const identity = { ...how.identity, import: 'true' };
  return { ...how, identity, import: importOf(context, service, session) };
}

function importOf(context: Context, service: Service, { screen, interrupt }: Session): AccountsImport {
  const { settings, operands } = context;
  const { profiles } = settings;
  const stateFolder = stateFolderOf(settings, operands);
  const connect = (sink: Parameters<Service['connect']>[1], { perSecond }: { perSecond: number }) =>
    lifeSettings(settings, () => service.connect(stateFolder, sink, perSecond));
  return {
    ...(profiles === undefined ? {} : { profiles }),
    confirm: (missing, profiled) =>
      confirm(context, screen, importText(missing, profiled, profiles, service), interrupt.signal),
    batches: connect(accountBatchSink, CALLS.multiAccountImport),
    alone: connect(accountImportSink, CALLS.accountImport),
  };
}

function importText(missing: number, profiled: number, profiles: string | undefined, service: Service): string {
  const withThem = profiles === undefined ? '' : `, ${number(profiled)} of them with nick or avatar from ${profiles}`;
  const where = `${service.name} (application ${service.sdkAppId})`;
  return `${plural(missing, 'account is', 'accounts are')} missing. This imports ${missing === 1 ? 'it' : 'them'} into ${where}${withThem}. Accounts that exist stay as they are.`;
}

function accountsText({ ending, found, firstMissing }: AccountsEnding, folder: string, wantsImport: boolean): string[] {
  const { state, snapshot } = ending;
  if (!found) return [`Check of accounts ${state} after ${duration(snapshot.elapsedMs)}: not all were asked for`];
  const { missing, unchecked } = found;
  const lines = [
    ...importLines(found.import, folder),
    'Accounts of the export',
    ...columns([
      ['imported', number(found.imported)],
      ['missing', number(missing), missing > 0 ? MISSING_FILE : ''],
      ['unchecked', number(unchecked), unchecked > 0 ? UNCHECKED_FILE : ''],
      ['= accounts', number(found.accounts)],
    ]).map((line) => line.trimEnd()),
  ];
  if (missing > 0) lines.push(`Missing: ${someOf(firstMissing, missing)}`);
  if (missing + unchecked > 0) lines.push(`Each with its names in the export: ${folder}`);
  if (missing > 0 && !wantsImport) lines.push('To import what is missing: the same command with --import');
  return lines;
}

function importLines(done: NonNullable<AccountsEnding['found']>['import'], folder: string): string[] {
  if (!done) return [];
  const { stillMissing } = done;
  return [
    'Import of the missing accounts',
    ...columns([
      ['imported', number(done.imported)],
      ['failed', number(done.failed), done.failed > 0 ? `with reasons and advice: ${folder}/${FAILED_FILE}` : ''],
      ['pending', number(done.pending)],
      ['= missing', number(done.missing)],
    ]).map((line) => line.trimEnd()),
    ...(stillMissing > 0
      ? [
          `✗ The service took ${plural(stillMissing, 'account')}, and says still that they are missing. Check again later.`,
        ]
      : []),
  ];
}

/** Names for people: the first ones, and that there are more. */
export function someOf(names: readonly string[], count: number): string {
  const shown = names.slice(0, NAMES_SHOWN);
  const more = count - shown.length;
  return `${shown.join(', ')}${more > 0 ? `, and ${number(more)} more` : ''}`;
}

function profilesWithoutImport(): FatalError {
  return new FatalError(
    'usage',
    'profiles-without-import',
    '--profiles gives nick and avatar to accounts that are imported, but --import is not given.',
    'Add --import, or leave out --profiles.',
  );
}
