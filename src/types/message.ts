import type { At, RawRecord } from './record.js';

/** The dedup triple: unique inside one conversation, both directions together. */
export interface Key {
  /** MsgSeq, 0 to 2^32-1. */
  readonly seq: number;
  /** MsgRandom, 0 to 2^32-1. */
  readonly random: number;
  /** MsgTimeStamp, Unix seconds. */
  readonly seconds: number;
}

/** A message on its way to the service. The middle of the house never looks into `payload`. */
export interface Message<Payload = unknown> {
  readonly kind: 'message';
  readonly at: At;
  readonly id: string;
  /** The unordered pair of accounts. */
  readonly lane: string;
  /** Unix microseconds of the record. */
  readonly timeUs: number;
  readonly key: Key;
  /** What the record's place inside one second rests on; `none` = nothing orders it among equals of the same instant. */
  readonly orderedBy: 'source' | 'time' | 'none';
  /** Kind of message in the API's words, as TIMTextElem; several elements are joined by `+`. */
  readonly type: string;
  readonly payload: Payload;
  /** UTF-8 bytes of the request body. */
  readonly bytes: number;
  /** Sender and receiver as they are sent, and as the record has them. */
  readonly from: Person;
  readonly to: Person;
  /** What could not be kept as it was, in words that are counted: `image-as-file`, `link-expires`. */
  readonly adapted?: readonly string[];
  readonly source: RawRecord;
  /** Where they are made already. */
  readonly prints?: MessagePrints;
}

/** Hashes by which messages, conversations and accounts are told apart without their texts; see prints.ts. */
export interface MessagePrints {
  readonly id: number;
  /** The conversation, then its two accounts. */
  readonly laneLow: number;
  readonly laneHigh: number;
  readonly oneLow: number;
  readonly oneHigh: number;
  readonly otherLow: number;
  readonly otherHigh: number;
}

/** An account before and after the mapping's rules for accounts. */
export interface Person {
  readonly name: string;
  readonly original: string;
}

export type Stage = 'read' | 'map' | 'deliver';

/** `refused`: it is certain that the service does not hold the message. `unknown`: it may. `not-sent`: it was never tried. */
export type Outcome = 'refused' | 'unknown' | 'not-sent';

/** A record, or part of one, that will not become a message; a value, never thrown. */
export interface Reject {
  readonly kind: 'reject';
  readonly at: At;
  readonly stage: Stage;
  /** Stable, lower-case with dashes, or the service's number. */
  readonly code: string;
  readonly reason: string;
  readonly advice: string;
  readonly outcome: Outcome;
  readonly id?: string;
  readonly key?: string;
  readonly basis?: string;
  readonly source: RawRecord;
}

/** A record that is left out on purpose: a filter, a self message, a record that is about another one. */
export interface Skip<Payload = unknown> {
  readonly kind: 'skip';
  readonly at: At;
  /** Counted under this name. */
  readonly reason: string;
  readonly source: RawRecord;
  readonly control?: Control<Payload>;
}

/**
 * What a record says about another one. A run cannot look back, so it leaves such records out; `check` counts them and
 * `prepare` applies them. `recall`: the message `target` is not to be imported. `edit`: it has a new content. `mirror`: this
 * is another copy of the message `target`, to be taken only where that one is missing.
 */
export interface Control<Payload = unknown> {
  readonly kind: 'recall' | 'edit' | 'mirror';
  /** Id of the message it is about, as readId gives it. */
  readonly target: string;
  /** Lane of that message, where the record tells. */
  readonly lane?: string;
  /** The new content, or the copy. */
  readonly message?: Message<Payload>;
}

export type Mapped<Payload = unknown> = Message<Payload> | Reject | Skip<Payload>;

/** Record to messages, rejects or skips: synchronous, pure, never throws, never answers an empty list. */
export type Mapper<Payload = unknown> = (record: RawRecord) => readonly Mapped<Payload>[];
