import type { Message, Sink, Verdict } from '../types.js';
import type { Client } from './client.js';
import type { AccountImport, MultiAccountImport } from './wire.js';

/**
 * Imports accounts in batches with multiaccount_import. The service names those it does not take and no reason: each of
 * them is a line of findings.jsonl, to be tried alone. So are all of a batch that it refuses as a whole.
 */
export function accountBatchSink(client: Client): Sink<MultiAccountImport> {
  return {
    async send({ payload }: Message<MultiAccountImport>, onStart): Promise<Verdict> {
      const { verdict, answer } = await client.call('multiAccountImport', payload, onStart);
      const names = namesOf(payload);
      if (answer) return settled(names, new Set(answer.FailAccounts));
      if (verdict.kind === 'no' && verdict.stopAfterInARow === undefined) return settled(names, new Set(names));
      return verdict;
    },
    close: () => client.close(),
  };
}

function namesOf(payload: MultiAccountImport): readonly string[] {
  return 'Accounts' in payload ? payload.Accounts : payload.AccountList.map(({ UserID }) => UserID);
}

function settled(names: readonly string[], refused: ReadonlySet<string>): Verdict {
  const failed = names.filter((name) => refused.has(name));
  const lines = failed.map((account) => `${JSON.stringify({ account, status: 'failed' })}\n`);
  return { kind: 'ok', gain: { tallies: { imported: names.length - failed.length }, lines } };
}

/** What the codes mean to somebody who imports accounts. */
const ADVICE: Readonly<Record<string, string>> = {
  40005: 'Change the nick in the file of --profiles, or leave it out.',
  40601: 'Shorten nick and faceUrl in the file of --profiles to 500 bytes, or leave them out.',
  70399: 'Wait until the service lets it be made again, or map the person to another account.',
  70402: 'Look at the account, its nick and its faceUrl; map the account to one with plain characters.',
};

/** Imports one account with account_import, which says why when it is refused. */
export function accountImportSink(client: Client): Sink<AccountImport> {
  return {
    async send({ payload }: Message<AccountImport>, onStart): Promise<Verdict> {
      const { verdict } = await client.call('accountImport', payload, onStart);
      if (verdict.kind === 'ok') return { kind: 'ok', gain: { tallies: { imported: 1 } } };
      return verdict.kind === 'no' ? { ...verdict, advice: ADVICE[verdict.code] ?? verdict.advice } : verdict;
    },
    close: () => client.close(),
  };
}
