import type { Message, Sink, Verdict } from '../types.js';
import type { Client } from './client.js';
import type { AccountCheck, AccountCheckAnswer } from './wire.js';

/** What is known of an account after the check: a line of findings.jsonl. Imported ones have none. */
export interface AccountFinding {
  readonly account: string;
  readonly status: 'missing' | 'unchecked';
  readonly code?: string;
  readonly reason?: string;
}

type Group = AccountCheck['CheckItem'];
type Refusal = Verdict & { kind: 'no' };

/**
 * Asks with account_check which accounts there are. A group that is refused is asked for in halves, down to single
 * accounts, so that one the service does not like leaves the others checked.
 */
export function accountCheckSink(client: Client): Sink<AccountCheck> {
  const underWay = new WeakMap<AccountCheck, Progress>();
  return {
    async send({ payload }: Message<AccountCheck>, onStart): Promise<Verdict> {
      const progress = underWay.get(payload) ?? new Progress(payload.CheckItem);
      underWay.set(payload, progress);
      const { verdict, answer } = await client.call('accountCheck', { CheckItem: progress.group }, onStart);
      if (answer) progress.answered(answer);
      else if (verdict.kind === 'no' && verdict.stopAfterInARow === undefined) progress.refused(verdict);
      else return verdict;
      return progress.verdict();
    },
    close: () => client.close(),
  };
}

/** How far the check of one batch is. */
class Progress {
  private readonly groups: Group[];
  private readonly findings: AccountFinding[] = [];
  private readonly tallies = { imported: 0, missing: 0, unchecked: 0 };

  constructor(batch: Group) {
    this.groups = [batch];
  }

  get group(): Group {
    return this.groups.at(-1)!;
  }

  answered({ ResultItem }: AccountCheckAnswer): void {
    const results = new Map(ResultItem.map((item) => [item.UserID, item]));
    for (const { UserID } of this.groups.pop()!) this.judge(UserID, results.get(UserID));
  }

  refused({ code, reason }: Refusal): void {
    const group = this.groups.pop()!;
    if (group.length === 1) return this.unchecked(group[0]!.UserID, code, reason);
    const middle = Math.ceil(group.length / 2);
    this.groups.push(group.slice(middle), group.slice(0, middle));
  }

  verdict(): Verdict {
    if (this.groups.length > 0) return { kind: 'more' };
    const lines = this.findings.map((finding) => `${JSON.stringify(finding)}\n`);
    return { kind: 'ok', gain: { tallies: this.tallies, lines } };
  }

  private judge(account: string, item: AccountCheckAnswer['ResultItem'][number] | undefined): void {
    if (item === undefined) return this.unchecked(account, 'not-answered', 'the answer does not name the account');
    const { ResultCode, ResultInfo = '', AccountStatus } = item;
    if (ResultCode !== 0) return this.unchecked(account, String(ResultCode), ResultInfo);
    if (AccountStatus === 'Imported') this.tallies.imported += 1;
    else if (AccountStatus === 'NotImported') this.note({ account, status: 'missing' });
    else this.unchecked(account, 'unknown-status', `AccountStatus is ${JSON.stringify(AccountStatus)}`);
  }

  private unchecked(account: string, code: string, reason: string): void {
    this.note({ account, status: 'unchecked', code, reason });
  }

  private note(finding: AccountFinding): void {
    this.tallies[finding.status] += 1;
    this.findings.push(finding);
  }
}
