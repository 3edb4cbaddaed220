import type { Identity } from './checkpoint/identity.js';
import { FINDINGS_FILE, REJECTS_FILE } from './checkpoint/lines-file.js';
import type { AccountCheck } from './im/wire.js';
import { forget, type ListItem, travelList } from './list-journey.js';
import type { Ending } from './outcome.js';
import { Output } from './output.js';
import type { List } from './read/list-export.js';
import type { LifeSettings, RunPorts } from './request.js';
import type { AccountBook, AccountOutcome, AccountProfile, AccountSet, Step } from './survey/account-book.js';
import { linesOf } from './text-file.js';
import type { Work } from './types.js';

export interface AccountStepsSettings {
  readonly check: LifeSettings;
  /** What the outcome depends on beside the accounts: service, application, what is asked for. */
  readonly identity: Identity;
}

type Batch = readonly AccountProfile[];

/** Accounts in one call (269/38417, 269/4919). */
const BATCH = 100;
const CHECKING: Work = { doing: 'checking accounts', done: 'checked', members: 'batches of accounts' };
/** About what an account takes in memory. */
const ACCOUNT_BYTES = 200;

/** What an account is that a step could not settle. */
const UNSETTLED: Readonly<Record<Step, string>> = {
  checking: 'unchecked',
  importing: 'failed',
  'importing-alone': 'failed',
  'checking-again': 'unchecked',
};

/** The steps of a check and an import: each a list of accounts that is travelled, and what was found out taken into the book. */
export class AccountSteps {
  /** Lists after the first one belong to the check they come from. */
  private checkId = '';

  constructor(
    private readonly folder: string,
    readonly book: AccountBook,
    private readonly how: AccountStepsSettings,
    private readonly ports: RunPorts,
  ) {}

  async check(step: 'checking' | 'checking-again' = 'checking'): Promise<Ending> {
    const itemOf = (batch: Batch): Pick<ListItem, 'payload'> => {
      const payload: AccountCheck = { CheckItem: batch.map(({ account }) => ({ UserID: account })) };
      return { payload };
    };
    const ending = await this.take(step, CHECKING, itemOf, this.how.check);
    if (step === 'checking') this.checkId = ending.runId;
    return ending;
  }

  /** Takes a step; when it came to its end, the book has what was found out. */
  async take(
    step: Step,
    work: Work,
    itemOf: (batch: Batch) => Pick<ListItem, 'payload'>,
    act: LifeSettings,
  ): Promise<Ending> {
    const { digest, count } = await this.book.extentOf(step);
    const size = step === 'importing-alone' ? 1 : BATCH;
    const list: List<Batch> = {
      name: 'accounts',
      count: Math.ceil(count / size),
      values: (from) => this.book.batches(step, size, from),
    };
    const folder = this.folderOf(step);
    const identity = { ...this.how.identity, check: this.checkId, list: digest };
    const ending = await travelList(
      { folder, identity, list, work, itemOf: (batch) => ({ ...itemOf(batch), ...aboutBatch(batch) }) },
      act,
      this.ports,
    );
    if (ending.state === 'finished') await this.book.take(step, this.outcomes(step));
    return ending;
  }

  forget(step: Step): Promise<void> {
    return forget(this.folderOf(step), this.ports);
  }

  /** A set of accounts as a file in the folder; an empty set has none. */
  async write(name: string, set: AccountSet): Promise<void> {
    const { files } = this.ports;
    const path = `${this.folder}/${name}`;
    if ((await this.book.count(set)) === 0) {
      if (await files.stat(path)) await files.unlink(path);
      return;
    }
    await Output.fill(files, path, async (output) => {
      for await (const line of this.book.lines(set)) await output.write(line);
    });
  }

  get isInterrupted(): boolean {
    return this.ports.interrupt.aborted;
  }

  private folderOf(step: Step): string {
    return `${this.folder}/${step}`;
  }

  /** What was found out of single accounts, and those of batches that were refused as a whole. */
  private async *outcomes(step: Step): AsyncGenerator<AccountOutcome> {
    const { files } = this.ports;
    const folder = this.folderOf(step);
    for await (const line of linesOf(files, `${folder}/${FINDINGS_FILE}`)) yield JSON.parse(line) as AccountOutcome;
    for await (const line of linesOf(files, `${folder}/${REJECTS_FILE}`)) {
      const { raw, code, reason, advice } = JSON.parse(line) as Required<AccountOutcome> & { raw: readonly string[] };
      for (const account of raw) yield { account, status: UNSETTLED[step], code, reason, advice };
    }
  }
}

function aboutBatch(batch: Batch): Omit<ListItem, 'payload'> {
  const names = batch.map(({ account }) => account);
  return { id: names[0]!, bytes: names.length * ACCOUNT_BYTES, raw: names };
}
