import { FatalError } from '../errors.js';
import { compileAccounts } from '../map/account.js';
import { isProblem } from '../map/problem.js';

/** Accounts a person names: what the service takes, without a mapping's rules. */
const readAccount = compileAccounts({ characters: 'any' });

/** What is wrong with an account, in words; undefined = nothing. */
export function wrongAccount(name: string): string | undefined {
  const account = readAccount(name, 'to');
  return isProblem(account) ? account.reason.replace(/^to: /, '') : undefined;
}

/** Throws FatalError `usage`. `what`: the operand or option it was given as. */
export function accountName(name: string, what: string): string {
  const wrong = wrongAccount(name);
  if (wrong === undefined) return name;
  throw new FatalError('usage', 'wrong-account', `${what}: ${wrong}.`, 'Give an account as the service has it.');
}
