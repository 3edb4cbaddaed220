import type { Command } from './option.js';

/** The commands as `--help` shows them, in its order. */

/** What stands behind the name of a command. */
type Operand = readonly [name: string, help: string];

export interface CommandHelp {
  readonly name: Command;
  readonly usage: string;
  readonly help: string;
  /** In their order; a name with `..` in the usage takes several words. */
  readonly operands: readonly Operand[];
  readonly examples: readonly (readonly [command: string, what: string])[];
}

const EXPORTS: readonly Operand[] = [['export', 'files, folders, or - for standard input']];

export const COMMANDS: readonly CommandHelp[] = [
  {
    name: 'run',
    usage: 'run <export..>',
    help: 'import; goes on where an earlier run of the same export stopped',
    operands: EXPORTS,
    examples: [
      ['$0 run chats.jsonl --emulate', 'try it without the service'],
      ['$0 run chats.jsonl --config tim.yaml', 'import; the key comes from TIM_SECRET_KEY'],
      ['$0 run dump/ --mapping crm.yaml --rate 150', 'a folder, mapped, a little slower'],
      ['$0 run state/rejects.jsonl --state state2', 'once more, what was rejected'],
    ],
  },
  {
    name: 'check',
    usage: 'check <export..>',
    help: 'dry run: the same pipeline, nothing is sent',
    operands: EXPORTS,
    examples: [
      ['$0 check chats.csv.gz --retention 7d', 'also finds what the storage period would swallow'],
      ['zcat old.gz | $0 check - --state check --json', 'from standard input, the result as JSON'],
    ],
  },
  {
    name: 'prepare',
    usage: 'prepare <export..>',
    help: 'write the export anew: sorted, without copies and recalled messages, edits applied',
    operands: EXPORTS,
    examples: [
      ['$0 prepare dump/ --preset ejabberd -o chats.jsonl.gz', 'then: tim-migrate run chats.jsonl.gz'],
      ['$0 prepare chats.jsonl -o recent.jsonl --arrange recent', 'conversations with the newest messages first'],
    ],
  },
  {
    name: 'verify',
    usage: 'verify <export..>',
    help: 'read everything back and compare it with the export',
    operands: EXPORTS,
    examples: [
      ['$0 verify chats.jsonl --config tim.yaml', 'all of it; findings in the state folder, a file per class'],
      ['$0 verify chats.jsonl --sample 1%', 'one conversation in a hundred, with the confidence that gives'],
      ['$0 verify chats.jsonl --repair --yes', 'send again what is missing, change what differs'],
    ],
  },
  {
    name: 'undo',
    usage: 'undo <export..>',
    help: 'recall what a run sent; only tells what it would do without --yes',
    operands: EXPORTS,
    examples: [
      ['$0 undo chats.jsonl', 'how much would be recalled'],
      ['$0 undo chats.jsonl --yes', 'recall it'],
      ['$0 undo chats.jsonl --conversation anna,bo --yes', 'one conversation only'],
    ],
  },
  {
    name: 'accounts',
    usage: 'accounts <export..>',
    help: 'which accounts of an export the service does not have; --import makes them',
    operands: EXPORTS,
    examples: [
      ['$0 accounts chats.jsonl', 'check'],
      ['$0 accounts chats.jsonl --import --profiles people.csv --yes', 'import the missing ones, with nick and avatar'],
    ],
  },
  {
    name: 'send',
    usage: 'send <receiver>',
    help: 'send one message to one account',
    operands: [['receiver', 'the account that gets it']],
    examples: [['$0 send anna --text "We have moved." --yes', 'from the administrator']],
  },
  {
    name: 'broadcast',
    usage: 'broadcast [export..]',
    help: 'send one message to many accounts: those of a file, or of an export',
    operands: EXPORTS,
    examples: [
      ['$0 broadcast --receivers staff.txt --text "We move on Sunday." --state notice', 'asks before it sends'],
      ['$0 broadcast chats.jsonl --text "We have moved." --yes', 'to everybody in an export'],
    ],
  },
  {
    name: 'history',
    usage: 'history <account> <peer>',
    help: 'a conversation as the service has it, as a transcript or as JSON lines',
    operands: [
      ['account', 'one side'],
      ['peer', 'the other side'],
    ],
    examples: [
      ['$0 history anna bo --since 2024-06-01 --zone +08:00', 'from then on'],
      ['$0 history anna bo --json', 'one line per message'],
    ],
  },
  {
    name: 'withdraw',
    usage: 'withdraw <sender> <receiver> <key>',
    help: 'recall one message by its MsgKey',
    operands: [
      ['sender', 'who sent it'],
      ['receiver', 'who got it'],
      ['key', 'MsgKey, as 11_501_1700000100'],
    ],
    examples: [['$0 withdraw anna bo 11_501_1700000100 --yes', 'for both sides, for good']],
  },
  {
    name: 'mark-read',
    usage: 'mark-read [export..]',
    help: 'mark conversations as read: one, or all of an export for both sides',
    operands: EXPORTS,
    examples: [
      ['$0 mark-read chats.jsonl --yes', 'every conversation, for both of its people'],
      ['$0 mark-read --account anna --peer bo --yes', 'what anna has not read of bo'],
    ],
  },
  {
    name: 'unread',
    usage: 'unread <account> [peer..]',
    help: 'how many messages an account has not read, in all or by conversation',
    operands: [
      ['account', 'whose unread messages'],
      ['peer', 'the other sides of conversations'],
    ],
    examples: [['$0 unread anna bo cy', 'of two conversations']],
  },
  {
    name: 'status',
    usage: 'status [export..]',
    help: 'what a run has done, is doing, and how long it will take',
    operands: EXPORTS,
    examples: [
      ['$0 status', 'the newest run'],
      ['$0 status --state .tim-migrate/chats.jsonl-1a2b3c4d', 'a certain one'],
    ],
  },
  {
    name: 'inspect',
    usage: 'inspect <export..>',
    help: 'look at an export, guess how it becomes messages, and write that as a mapping',
    operands: [['export', 'a file or a folder']],
    examples: [
      ['$0 inspect dump.csv', 'writes dump.mapping.yaml'],
      ['$0 inspect dump.csv --zone +08:00 -o crm.yaml', 'its times are those of China'],
    ],
  },
  {
    name: 'presets',
    usage: 'presets [name..]',
    help: 'the systems whose exports are known, and with a name its options',
    operands: [['name', 'names of presets']],
    examples: [['$0 presets table', 'what can be said of a table of your own']],
  },
  {
    name: 'emulator',
    usage: 'emulator',
    help: 'the embedded stand-in for the service, as a server',
    operands: [],
    examples: [['TIM_SECRET_KEY=any $0 emulator --port 9000 --data messages', 'keeps what it is sent']],
  },
];
