import { accounts, MISSING_FILE, UNCHECKED_FILE } from '../accounts.js';
import { FatalError } from '../errors.js';
import { plural } from '../report/words.js';
import type { RunPorts } from '../request.js';
import { someOf } from './accounts-command.js';
import { checkingHow } from './accounts-how.js';
import type { Context } from './context.js';
import { prepareRequest } from './prepare-request.js';
import type { Screen } from './screen.js';
import type { Service } from './service.js';

/**
 * For `run --require-accounts`: checks that the service has every account of the export, before anything else is done.
 * False = interrupted. Throws FatalError `usage` when one is missing.
 */
export async function requireAccounts(
  context: Context,
  service: Service,
  screen: Screen,
  ports: Omit<RunPorts, 'onStart'>,
): Promise<boolean> {
  const { request, identity } = await prepareRequest(context, 'accounts');
  const onStart: RunPorts['onStart'] = async ({ snapshot }) => {
    screen.stop();
    screen.show(snapshot, () => undefined);
  };
  const how = checkingHow(context, identity, service);
  const { ending, found, firstMissing } = await accounts(request, how, { ...ports, onStart });
  screen.stop();
  if (ending.error) throw ending.error;
  if (!found) return false;
  const { missing, unchecked } = found;
  const { folder } = request;
  if (missing > 0) {
    throw notReady(
      'accounts-missing',
      `${plural(missing, 'account')} of the export ${missing === 1 ? 'is' : 'are'} missing in the service: ${someOf(firstMissing, missing)}. All of them: ${folder}/${MISSING_FILE}.`,
      'Import them (tim-migrate accounts <export> --import), or map them to accounts that exist.',
    );
  }
  if (unchecked > 0) {
    throw notReady(
      'accounts-unchecked',
      `The service does not say of ${plural(unchecked, 'account')} of the export whether they are there: ${folder}/${UNCHECKED_FILE}.`,
      'See the codes in that file; without --require-accounts the run begins all the same.',
    );
  }
  screen.note(`The service has all ${plural(found.accounts, 'account')} of the export.`);
  return true;
}

/** Standard input can be read once. Throws FatalError `usage`. */
export function refuseStandardInput({ operands }: Context): void {
  if (!operands.includes('-')) return;
  throw notReady(
    'require-accounts-needs-file',
    '--require-accounts reads the export twice, first its accounts and then its messages, which standard input does not allow.',
    'Put the export into a file, or check its accounts before: tim-migrate accounts.',
  );
}

function notReady(code: string, message: string, hint: string): FatalError {
  return new FatalError('usage', code, `${message} Nothing was sent.`, hint);
}
