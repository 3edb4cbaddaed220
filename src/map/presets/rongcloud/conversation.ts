import type { Draft } from '../../draft.js';
import { entryOf } from '../../kit/entry-of.js';
import { firstGiven } from '../../kit/first-given.js';
import { isGiven, wordOf } from '../../kit/values.js';
import { describe, type Problem, problem } from '../../problem.js';

/** Which conversations are one-to-one. Logs number the kinds, callbacks name them. */

const PERSON = 'person';

const KINDS: Readonly<Record<string, string>> = {
  1: PERSON,
  2: 'group',
  3: 'group',
  4: 'chatroom',
  5: 'customer-service',
  // Looks like one-to-one, and cannot be answered.
  6: 'system',
  7: 'public-service',
  8: 'public-service',
  9: 'system',
  10: 'group',
  11: 'encrypted',
  PERSON,
  PERSONS: 'group',
  GROUP: 'group',
  TEMPGROUP: 'chatroom',
  CHATROOM: 'chatroom',
  CUSTOMERSERVICE: 'customer-service',
  NOTIFY: 'system',
  MC: 'public-service',
  MP: 'public-service',
  ULTRAGROUP: 'group',
};

/** Undefined for one-to-one; else why the record is left out, or what is wrong. `isUntypedPerson`: nothing said means one-to-one. */
export function otherConversation(record: Draft, isUntypedPerson: boolean): string | Problem | undefined {
  if (isGiven(record.GroupId)) return 'group';
  const type = firstGiven(record.targetType, record.channelType, record.conversationType);
  if (type === undefined) return isUntypedPerson ? undefined : UNTYPED;
  const kind = entryOf(KINDS, wordOf(type).toUpperCase());
  if (kind === undefined) return unknownType(type);
  return kind === PERSON ? undefined : kind;
}

const UNTYPED = problem(
  'conversation-untyped',
  'the record does not say whether it is one-to-one: it has neither targetType nor channelType',
  'Add the column to the export, or, where all records without it are one-to-one: --option untyped=person.',
);

function unknownType(type: unknown): Problem {
  return problem(
    'conversation-unknown',
    `the kind of conversation ${describe(type)} is not known`,
    'Look at the record: 1 or PERSON is one-to-one.',
  );
}
