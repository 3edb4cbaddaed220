import { option, SENDING } from '../option.js';
import { text, yesOrNo } from '../values.js';

/** Messages that are sent or shown one by one. */

export const MESSAGE_OPTIONS = {
  from: option({
    read: text,
    value: 'NAME',
    inConfig: false,
    help: 'the sender; by default the administrator',
    commands: SENDING,
  }),
  text: option({ read: text, value: 'TEXT', inConfig: false, help: 'what is said', commands: SENDING }),
  body: option({
    read: text,
    value: 'FILE',
    inConfig: false,
    help: 'a JSON file with a MsgBody, instead of --text',
    commands: SENDING,
  }),
  'custom-data': option({
    read: text,
    value: 'TEXT',
    inConfig: false,
    help: 'CloudCustomData',
    commands: SENDING,
  }),
  'sync-sender': option({
    read: yesOrNo,
    isFlag: true,
    default: 'true',
    help: '--no-sync-sender: the sender does not see it (SyncOtherMachine 2)',
    commands: SENDING,
  }),
  'online-only': option({
    read: yesOrNo,
    isFlag: true,
    help: 'only for who is online now: no history, no unread count',
    commands: SENDING,
  }),
  receivers: option({
    read: text,
    value: 'FILE',
    inConfig: false,
    help: 'broadcast: one account per line, instead of the accounts of an export',
    commands: ['broadcast'],
  }),
  'retry-unknown': option({
    read: yesOrNo,
    isFlag: true,
    inConfig: false,
    help: 'broadcast: send once more to those of whom it is not known whether they got it',
    commands: ['broadcast'],
  }),
  as: option({
    read: text,
    value: 'NAME',
    help: 'history: as which of the two it is seen; by default the first; both = both views in one',
    commands: ['history'],
  }),
};
