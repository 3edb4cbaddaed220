import type { TranslatedOne } from '../draft.js';
import type { PresetOption } from '../preset.js';
import { problem } from '../problem.js';
import { translateStanza, XMPP_OPTIONS } from './archived-stanza.js';
import type { Jid } from './jid.js';
import type { Stanza } from './stanza.js';
import { stanzaId } from './stanza-id.js';

/** Archives that keep every one-to-one message twice: once in its sender's mailbox, once in its receiver's. */
export interface MailboxRow {
  readonly stanza: Stanza;
  /** Whose mailbox it is; the domain may be unknown. */
  readonly owner: { readonly local: string; readonly bare: string | undefined };
  /** Whom the owner talks to. */
  readonly peer: Jid | undefined;
  readonly time: unknown;
  readonly seq?: unknown;
}

export const MAILBOX_OPTIONS: Readonly<Record<string, PresetOption>> = {
  ...XMPP_OPTIONS,
  hosts: {
    value: 'DOMAIN,DOMAIN',
    help: 'hosts whose mailboxes are in the export: what users of other hosts wrote is taken from the receiver’s mailbox',
  },
};

/** The row in the sender's mailbox is the message, the one in the receiver's its copy. */
export function translateMailboxRow(row: MailboxRow, options: Readonly<Record<string, string>>): TranslatedOne {
  const { stanza, time, seq } = row;
  const { from, to } = stanza;
  if (!from || !to) return { problem: NO_ADDRESSES };
  const isSenders = isInSendersMailbox(row, from, to);
  if (isSenders === undefined) return { problem: FOREIGN_MAILBOX };
  const isCopy = !isSenders && hasMailboxHere(from, options.hosts);
  const id = stanzaId({ ...stanza, from, to, time });
  return translateStanza({ stanza, id, from, to, time, ...(seq === undefined ? {} : { seq }), isCopy }, options);
}

/** The peer tells best: owner names may be the same on two hosts. Undefined when the row fits neither side. */
function isInSendersMailbox({ owner, peer }: MailboxRow, from: Jid, to: Jid): boolean | undefined {
  if (peer?.bare === to.bare) return true;
  if (peer?.bare === from.bare) return false;
  const isOwner = ({ local, bare }: Jid) => (owner.bare === undefined ? local === owner.local : bare === owner.bare);
  if (isOwner(from)) return true;
  return isOwner(to) ? false : undefined;
}

/** Without a list every sender is thought to have one. */
function hasMailboxHere({ domain }: Jid, hosts: string | undefined): boolean {
  return (
    hosts === undefined ||
    hosts
      .toLowerCase()
      .split(',')
      .some((host) => host.trim() === domain)
  );
}

const NO_ADDRESSES = problem(
  'address-missing',
  'the stanza names no sender or no receiver',
  'Correct the record: nothing else tells who wrote it.',
);
const FOREIGN_MAILBOX = problem(
  'mailbox-unclear',
  'the owner of the mailbox is neither sender nor receiver of the stanza',
  'Correct the record, or leave it out.',
);
