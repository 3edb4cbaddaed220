import type { AccountsSettings } from '../accounts.js';
import { accountCheckSink } from '../im/account-check-sink.js';
import { CALLS } from '../im/calls.js';
import type { Context } from './context.js';
import { memoryBytesOf } from './memory.js';
import type { Service } from './service.js';
import { lifeSettings } from './session.js';
import { stateFolderOf } from './state-folder.js';

/** How accounts are checked, for the command and for a run that wants them first. */
export function checkingHow(
  { settings, operands }: Context,
  mapping: Readonly<Record<string, string>>,
  service: Service,
): Omit<AccountsSettings, 'import'> {
  const stateFolder = stateFolderOf(settings, operands);
  const { perSecond } = CALLS.accountCheck;
  return {
    memoryBytes: memoryBytesOf(settings),
    mapping,
    identity: { ...mapping, command: 'accounts', service: service.kind, 'sdk-app-id': String(service.sdkAppId) },
    check: lifeSettings(settings, () => service.connect(stateFolder, accountCheckSink, perSecond)),
  };
}
