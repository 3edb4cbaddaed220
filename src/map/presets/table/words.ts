/** Words that mean the same in most tables. Numbers never do: which kind 1 is, only the table's owner knows. */

/** A kind of message, by the word a table has for it: a canonical type, or why such rows are left out. */
export const TYPE_WORDS: ReadonlyMap<string, string> = wordsOf({
  text: 'text txt plain plaintext richtext html 文本 文字',
  image: 'image img picture pic photo gif 图片',
  sound: 'audio voice sound speech 语音 音频',
  video: 'video shortvideo 视频',
  file: 'file doc document attachment application 文件',
  location: 'location loc position lbs map 位置 地理位置',
  face: 'face sticker emoticon 表情',
  custom: 'custom 自定义',
  'skip:system': 'system sys 系统',
  'skip:notice': 'notice notification tip tips 通知',
  'skip:recalled': 'recall recalled revoke revoked withdraw withdrawn 撤回',
  'skip:typing': 'typing',
  'skip:receipt': 'receipt readreceipt',
  'skip:signalling': 'cmd signal signaling signalling',
});

/** Whose conversation a row belongs to. */
export const CONVERSATION_WORDS: ReadonlyMap<string, string> = wordsOf({
  single: 'single c2c p2p private person personal chat direct dm one2one onetoone user friend 单聊 私聊',
  'skip:group': 'group groupchat grp team superteam channel supergroup 群 群聊 群组',
  'skip:chatroom': 'chatroom room 聊天室',
  'skip:system': 'system 系统',
});

/** What became of a message. */
export const STATE_WORDS: ReadonlyMap<string, string> = wordsOf({
  'skip:deleted': 'deleted delete removed 已删除',
  'skip:recalled': 'recalled recall revoked revoke withdrawn unsent 已撤回',
});

/** Columns that are true for what was taken back or deleted. Names with either polarity (`del_flag`, `status`) are none. */
export const STATE_FLAGS: ReadonlyMap<string, string> = wordsOf({
  deleted: 'is_deleted is_delete deleted',
  recalled: 'is_recall is_recalled recalled is_revoke is_revoked revoked is_withdraw is_withdrawn withdrawn',
});

/** Columns that hold a time when that happened, and nothing otherwise. */
export const STATE_TIMES: ReadonlyMap<string, string> = wordsOf({
  deleted: 'deleted_at delete_time deleted_time delete_at gmt_deleted',
  recalled: 'recalled_at recall_time recalled_time revoked_at revoke_time withdrawn_at withdraw_time',
});

const TRUE = new Set(['1', 'true', 'yes', 'y', 't', '是']);
const FALSE = new Set(['', '0', 'false', 'no', 'n', 'f', '否']);

/** Undefined for what is neither yes nor no. */
export function truth(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (FALSE.has(word)) return false;
  return TRUE.has(word) ? true : undefined;
}

/** Word to meaning. */
function wordsOf(meanings: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const rows = Object.entries(meanings).flatMap(([meaning, words]) =>
    words.split(' ').map((word): [string, string] => [word.replaceAll('_', ''), meaning]),
  );
  return new Map(rows);
}
