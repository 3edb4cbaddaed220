import { ServiceError } from '../errors.js';
import type { Random } from '../types.js';
import { type BatchReceipts, sendBatch } from './batch.js';
import type { CallName, Calls } from './calls.js';
import { chunksOf } from './chunks.js';
import type { Client } from './client.js';
import { historyPages } from './history.js';
import type { HistoryRange } from './history-cursor.js';
import { LIMITS } from './limits.js';
import type { CallOptions, Perform } from './perform.js';
import type { ReceiverGate } from './receiver-gate.js';
import { type ContactsQuery, recentContacts } from './recent-contacts.js';
import type * as wire from './wire.js';

export interface ApiParts {
  readonly client: Pick<Client, 'call'>;
  readonly perform: Perform;
  readonly receivers: ReceiverGate;
  readonly random: Random;
  readonly close: () => Promise<void>;
}

/** MsgRandom and MsgSeq are made up where they are left out, once: each try of a message is the identical request. */
export type ToSend<Message extends { readonly MsgRandom: number }> = Omit<Message, 'MsgRandom'> &
  Partial<Pick<Message, 'MsgRandom'>>;

export interface BatchOptions extends CallOptions {
  /** Waited for before each request goes out: to keep on disk who may be going to get the message. */
  readonly onIntent?: (accounts: readonly string[]) => Promise<void>;
}

/** A stretch of a conversation; 100 messages a page unless it says otherwise. */
export type HistoryQuery = Omit<HistoryRange, 'pageMessages'> & Partial<Pick<HistoryRange, 'pageMessages'>>;

/**
 * The one-to-one message API, a method for each call. Each tries as often as the call allows, at the pace of its kind, and
 * rejects with ServiceError, or with FatalError when no call can succeed.
 */
export class ImApi {
  constructor(private readonly parts: ApiParts) {}

  /** One message of history. A repeat is known by MsgSeq, MsgRandom and MsgTimeStamp, and changes nothing. */
  importMsg(message: wire.ImportMsg, options?: CallOptions): Promise<wire.Answer> {
    return this.perform('importMsg', message, options);
  }

  /** A message that its receiver sees at once. After an unknown outcome it is repeated for 100 s, while the service knows it. */
  sendMsg(message: ToSend<wire.SendMsg>, options?: CallOptions): Promise<wire.SendMsgAnswer> {
    return this.perform('sendMsg', this.keyed(message), options);
  }

  /** One message to many, any number of them; says of each what became of it. See BatchReceipts. */
  batchSendMsg(message: ToSend<wire.BatchSendMsg>, options: BatchOptions = {}): Promise<BatchReceipts> {
    const { client, perform, receivers } = this.parts;
    const { signal, onIntent } = options;
    return sendBatch(this.keyed(message), { client, perform, receivers, signal, onIntent });
  }

  /** One page of history. `history` and `historyPages` go through all of them. */
  getRoamMsg(
    request: wire.GetRoamMsg | wire.GetRoamMsgOldNames,
    options?: CallOptions,
  ): Promise<wire.GetRoamMsgAnswer> {
    return this.perform('getRoamMsg', request, options);
  }

  /** The messages of a conversation, newest first. */
  async *history(query: HistoryQuery, options?: CallOptions): AsyncGenerator<wire.RoamMsg, void, undefined> {
    for await (const page of this.historyPages(query, options)) yield* page.toReversed();
  }

  /** The same in pages: newest page first, and, as the service has it, oldest message first in a page. */
  historyPages(query: HistoryQuery, options?: CallOptions): AsyncGenerator<readonly wire.RoamMsg[], void, undefined> {
    const range = { pageMessages: LIMITS.historyPageMessages, ...query };
    return historyPages(range, (request) => this.getRoamMsg(request, options));
  }

  /** Takes a message back; one that was taken back already counts as done. */
  withdrawMsg(request: wire.WithdrawMsg, options?: CallOptions): Promise<wire.WithdrawMsgAnswer> {
    return this.perform('withdrawMsg', request, options);
  }

  setMsgRead(request: wire.SetMsgRead, options?: CallOptions): Promise<wire.SetMsgReadAnswer> {
    return this.perform('setMsgRead', request, options);
  }

  /** Without Peer_Account the total; with any number of them the count of each. */
  async getC2cUnreadMsgNum(
    request: wire.GetC2cUnreadMsgNum,
    options?: CallOptions,
  ): Promise<wire.GetC2cUnreadMsgNumAnswer> {
    const { To_Account, Peer_Account } = request;
    if (Peer_Account === undefined) return this.perform('getC2cUnreadMsgNum', request, options);
    const answers = await this.performChunks(
      'getC2cUnreadMsgNum',
      chunksOf(Peer_Account, LIMITS.unreadPeersPerCall).map((peers) => ({ To_Account, Peer_Account: peers })),
      options,
    );
    const C2CUnreadMsgNumList = answers.flatMap((answer) => answer.C2CUnreadMsgNumList ?? []);
    return { ErrorCode: 0, C2CUnreadMsgNumList, ErrorList: answers.flatMap((answer) => answer.ErrorList ?? []) };
  }

  /** Replaces MsgBody, CloudCustomData or both of a message that is there. */
  modifyC2cMsg(request: wire.ModifyC2cMsg, options?: CallOptions): Promise<wire.ModifyC2cMsgAnswer> {
    return this.perform('modifyC2cMsg', request, options);
  }

  /** Any number of messages vanish for the operator; the peer keeps them. */
  async deleteC2cMsgRamble(
    request: wire.DeleteC2cMsgRamble,
    options?: CallOptions,
  ): Promise<wire.DeleteC2cMsgRambleAnswer> {
    const chunks = chunksOf(request.MsgKeyList, LIMITS.deletedKeysPerCall);
    await this.performChunks(
      'deleteC2cMsgRamble',
      chunks.map((MsgKeyList) => ({ ...request, MsgKeyList })),
      options,
    );
    return { ErrorCode: 0 };
  }

  accountImport(
    request: wire.AccountImport | wire.AccountImportOldName,
    options?: CallOptions,
  ): Promise<wire.AccountImportAnswer> {
    return this.perform('accountImport', request, options);
  }

  /** Any number of accounts; FailAccounts of the answer names those that were not imported. */
  async multiAccountImport(
    request: wire.MultiAccountImport,
    options?: CallOptions,
  ): Promise<wire.MultiAccountImportAnswer> {
    const requests =
      'Accounts' in request
        ? chunksOf(request.Accounts, LIMITS.accountsPerCall).map((Accounts) => ({ Accounts }))
        : chunksOf(request.AccountList, LIMITS.accountsPerCall).map((AccountList) => ({ AccountList }));
    const answers = await this.performChunks('multiAccountImport', requests, options);
    return { ErrorCode: 0, FailAccounts: answers.flatMap((answer) => answer.FailAccounts ?? []) };
  }

  /** Any number of accounts. */
  async accountCheck({ CheckItem }: wire.AccountCheck, options?: CallOptions): Promise<wire.AccountCheckAnswer> {
    const requests = chunksOf(CheckItem, LIMITS.accountsPerCall).map((items) => ({ CheckItem: items }));
    const answers = await this.performChunks('accountCheck', requests, options);
    return { ErrorCode: 0, ResultItem: answers.flatMap((answer) => answer.ResultItem) };
  }

  /** One page of a conversation list. `recentContacts` goes through all of them. */
  getRecentContacts(request: wire.GetRecentContacts, options?: CallOptions): Promise<wire.GetRecentContactsAnswer> {
    return this.perform('getRecentContacts', request, options);
  }

  /** The conversations of an account, in the service's order. */
  recentContacts(query: ContactsQuery, options?: CallOptions): AsyncGenerator<wire.RecentContact, void, undefined> {
    return recentContacts(query, (request) => this.getRecentContacts(request, options));
  }

  /** Calls that wait reject; those under way end their try. */
  close(): Promise<void> {
    return this.parts.close();
  }

  private async perform<Name extends CallName>(
    name: Name,
    request: Calls[Name]['request'],
    { signal }: CallOptions = {},
  ): Promise<Calls[Name]['answer']> {
    const { client, perform } = this.parts;
    const { answer, code } = await perform(name, (onStart) => client.call(name, request, onStart), signal);
    if (answer) return answer;
    const message = `the service answered ${code}, which counts as done, and nothing of what ${name} answers`;
    const advice = 'Ask for the result with a call that reads.';
    throw new ServiceError({ code: String(code), message, advice, outcome: 'unknown' });
  }

  /** One after another: what the first has done stays when a later one fails. */
  private async performChunks<Name extends CallName>(
    name: Name,
    requests: readonly Calls[Name]['request'][],
    options: CallOptions | undefined,
  ): Promise<Calls[Name]['answer'][]> {
    const answers: Calls[Name]['answer'][] = [];
    for (const request of requests) answers.push(await this.perform(name, request, options));
    return answers;
  }

  private keyed<Message extends { readonly MsgRandom?: number; readonly MsgSeq?: number }>(
    message: Message,
  ): Message & { readonly MsgRandom: number; readonly MsgSeq: number } {
    const { MsgRandom = this.uint32(), MsgSeq = this.uint32() } = message;
    return { ...message, MsgRandom, MsgSeq };
  }

  private uint32(): number {
    return Math.floor(this.parts.random() * (LIMITS.uint32 + 1));
  }
}
