import { checkAccounts, importAccount, importAccounts } from './account-calls.js';
import { sendToMany } from './batchsendmsg.js';
import { MAX_HTTP_BODY_BYTES, MAX_MESSAGE_BYTES } from './body.js';
import { deleteMessages } from './deletemsgs.js';
import { readHistory } from './getroammsg.js';
import { importMessage } from './importmsg.js';
import { modifyMessage } from './modifymsg.js';
import { withdrawMessage } from './msgwithdraw.js';
import { listConversations } from './recentcontact.js';
import type { Reply } from './reply.js';
import { sendMessage } from './sendmsg.js';
import { setRead } from './setread.js';
import { countUnread } from './unread.js';
import type { Body, World } from './world.js';

/** One command of the API. */
export interface Command {
  /** The last part of its path. */
  readonly name: string;
  readonly path: string;
  /** Larger request bodies get 93000. */
  readonly maxBodyBytes: number;
  /** Requests in any sliding second, where that is less than what the others may have. */
  readonly mostPerSecond?: number;
  /** Answers a request whose envelope is good and whose body is a JSON object. */
  readonly run: (body: Body, world: World) => Reply;
}

/** A hundred accounts with their profiles are larger than any message. */
const MAX_ACCOUNTS_BYTES = 262_144;
const SLOWER_PER_SECOND = 100;

type Row = Omit<Command, 'name'>;

/** The routing table. */
const ROWS: readonly Row[] = [
  { path: '/v4/openim/importmsg', maxBodyBytes: MAX_MESSAGE_BYTES, run: importMessage },
  { path: '/v4/openim/sendmsg', maxBodyBytes: MAX_MESSAGE_BYTES, run: sendMessage },
  // A message of any size with 500 receivers; the call measures itself.
  { path: '/v4/openim/batchsendmsg', maxBodyBytes: MAX_HTTP_BODY_BYTES, run: sendToMany },
  { path: '/v4/openim/admin_getroammsg', maxBodyBytes: MAX_MESSAGE_BYTES, run: readHistory },
  { path: '/v4/openim/admin_msgwithdraw', maxBodyBytes: MAX_MESSAGE_BYTES, run: withdrawMessage },
  { path: '/v4/openim/modify_c2c_msg', maxBodyBytes: MAX_MESSAGE_BYTES, run: modifyMessage },
  { path: '/v4/openim/admin_set_msg_read', maxBodyBytes: MAX_MESSAGE_BYTES, run: setRead },
  { path: '/v4/openim/get_c2c_unread_msg_num', maxBodyBytes: MAX_MESSAGE_BYTES, run: countUnread },
  { path: '/v4/openim/delete_c2c_msg_ramble', maxBodyBytes: MAX_MESSAGE_BYTES, run: deleteMessages },
  { path: '/v4/recentcontact/get_list', maxBodyBytes: MAX_MESSAGE_BYTES, run: listConversations },
  { path: '/v4/im_open_login_svc/account_import', maxBodyBytes: MAX_ACCOUNTS_BYTES, run: importAccount },
  {
    path: '/v4/im_open_login_svc/multiaccount_import',
    maxBodyBytes: MAX_ACCOUNTS_BYTES,
    mostPerSecond: SLOWER_PER_SECOND,
    run: importAccounts,
  },
  {
    path: '/v4/im_open_login_svc/account_check',
    maxBodyBytes: MAX_ACCOUNTS_BYTES,
    mostPerSecond: SLOWER_PER_SECOND,
    run: checkAccounts,
  },
];

/** Commands by path. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  ROWS.map((row) => [row.path, { ...row, name: row.path.slice(row.path.lastIndexOf('/') + 1) }]),
);

export const COMMAND_NAMES: readonly string[] = [...COMMANDS.values()].map(({ name }) => name);
