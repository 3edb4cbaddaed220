import type { Draft, TranslatedOne } from '../draft.js';
import type { PresetOption } from '../preset.js';
import { problem } from '../problem.js';
import { message } from './content.js';
import { customData } from './custom-data.js';
import { accountOf, type Jid } from './jid.js';
import { withNotes } from './notes.js';
import { numberOf } from './number.js';
import { replacedId, retractedId, type Stanza, whyEmpty, whyLeftOut } from './stanza.js';
import { contentOf } from './stanza-content.js';
import { idOfOther } from './stanza-id.js';

/** One row of an XMPP server's archive, as far as the servers are alike. */
export interface ArchivedStanza {
  readonly stanza: Stanza;
  readonly id: unknown;
  readonly from: Jid;
  readonly to: Jid;
  /** Milliseconds, whole or with a fraction. */
  readonly time: unknown;
  readonly seq?: unknown;
  /** The row is the receiver's copy of a message the sender's mailbox holds. */
  readonly isCopy: boolean;
}

/** Options all XMPP presets have. */
export const XMPP_OPTIONS: Readonly<Record<string, PresetOption>> = {
  domain: {
    value: 'drop|keep',
    choices: ['drop', 'keep'],
    default: 'drop',
    help: 'accounts are the local part of the address (drop), or local_domain (keep) where several hosts are imported',
  },
};

export function translateStanza(
  { stanza, id, from, to, time, seq, isCopy }: ArchivedStanza,
  options: Readonly<Record<string, string>>,
): TranslatedOne {
  const left = whyLeftOut(stanza);
  if (left !== undefined) return { skip: left };
  if (from.local === '' || to.local === '') return { skip: 'system' };
  const keepsDomain = options.domain === 'keep';
  const people = { from: accountOf(from, keepsDomain), to: accountOf(to, keepsDomain) };
  const head = { id, ...people, time, ...(seq === undefined ? {} : { seq }) };
  const retracted = retractedId(stanza);
  if (retracted) return { skip: 'recall', control: { kind: 'recall', target: idOfOther(from, retracted), ...people } };
  const { elements, facts } = contentOf(stanza);
  if (elements.length === 0) return { skip: whyEmpty(stanza) };
  // Told without the receiver: it would be taken for a message to oneself.
  if (people.from === people.to && from.bare !== to.bare)
    return { problem: ONE_NAME, head: { ...head, to: undefined } };
  const draft = (more: Draft): Draft => {
    const filled = message({ ...head, customData: customData(undefined, { ...facts, ...more }) }, elements);
    return withNotes(filled, from.domain !== to.domain && !keepsDomain ? ['domain-dropped'] : []);
  };
  const replaced = replacedId(stanza);
  if (replaced) {
    const edited = draft({ editedAt: wholeMs(time) });
    return { skip: 'edit', control: { kind: 'edit', target: idOfOther(from, replaced), draft: edited } };
  }
  return isCopy
    ? { skip: 'mirror', control: { kind: 'mirror', target: id, draft: draft({}) } }
    : { drafts: [draft({})] };
}

function wholeMs(time: unknown): number | undefined {
  const ms = numberOf(time);
  return ms === undefined ? undefined : Math.floor(ms);
}

const ONE_NAME = problem(
  'one-name-two-hosts',
  'sender and receiver have the same name on two hosts',
  'Keep the hosts apart: --option domain=keep.',
);
