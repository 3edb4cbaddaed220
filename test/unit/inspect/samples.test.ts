import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Inspection, inspect } from '../../../src/inspect/inspection.js';
import { loadMapping } from '../../../src/map/mapping.js';
import { listPresets } from '../../../src/map/preset-list.js';
import { listInputs } from '../../../src/read/open.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import { NOW_MS } from '../map/helpers.js';

/** Every sample of the repository is named for what it is, or what is not known of it is said. */

const SAMPLES = fileURLToPath(new URL('../../../samples/', import.meta.url));

interface Expected {
  readonly kind: Inspection['kind'];
  /** Column by role; a role that must not be found is ''. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Options that wait for an answer. */
  readonly open?: readonly string[];
}

/** Samples of providers lie in a folder with the preset's name; only what is none of their records is here. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  'canonical.jsonl': { kind: 'canonical' },
  'canonical.csv': { kind: 'canonical' },
  'crm.jsonl': {
    kind: 'table',
    roles: { id: 'msg_id', from: 'sender.uid', to: 'receiver', time: 'created_at', body: 'content', type: 'kind' },
    open: ['types', 'single'],
  },
  'nested.json': {
    kind: 'table',
    roles: { from: 'people[0]', to: 'people[1]', time: 'at_us', body: 'body.plain' },
    open: ['id', 'from', 'to'],
  },
  'table.csv': {
    kind: 'table',
    roles: { id: 'id', from: 'from_uid', to: 'to_uid', time: 'gmt_create', body: 'content', type: 'msg_type' },
    open: ['zone', 'deleted'],
  },
  'bot-log.jsonl': { kind: 'table', roles: { time: 'ts', from: '', to: '' }, open: ['id', 'from', 'to'] },
  'presets/table/chinese-headers.csv': {
    kind: 'table',
    roles: { time: '发送时间', body: '消息内容', type: '消息类型', conversationKind: '会话类型' },
    open: ['id', 'from', 'to', 'zone'],
  },
  'presets/table/landing.csv': {
    kind: 'table',
    roles: { id: 'message_id', from: 'from_uid', to: 'to_uid', type: 'media_type', group: 'gid' },
    open: [],
  },
  'presets/table/mailbox.csv': {
    kind: 'table',
    roles: { from: 'from_id', to: 'to_id', time: 'ctime', body: 'msg' },
    open: [],
  },
  'presets/table/mysql-outfile.txt': {
    kind: 'table',
    roles: { id: '1', from: '2', to: '3', type: '4', body: '5', time: '6' },
    open: ['id', 'from', 'to', 'types'],
  },
  'presets/table/postgresql-copy.csv': {
    kind: 'table',
    roles: { id: 'msg_id', from: 'from_uid', to: 'to_uid', time: 'created_at', body: 'content', type: 'msg_type' },
    open: ['types'],
  },
  'presets/table/rows.jsonl.gz': {
    kind: 'table',
    roles: { id: 'msgId', from: 'fromUserId', to: 'toUserId', time: 'sendTime', body: 'content', type: 'msgType' },
    open: ['types'],
  },
  'presets/table/scientific-ids.csv': {
    kind: 'table',
    roles: { id: 'msg_id', from: 'sender', to: 'receiver', time: 'created_at', body: 'text' },
    open: [],
  },
  'presets/table/shards/t_messages_0.csv': {
    kind: 'table',
    roles: { id: '_mid', from: '_from', time: '_dt' },
    open: ['zone'],
  },
  'presets/table/shards/t_messages_1.csv': {
    kind: 'table',
    roles: { id: '_mid', from: '_from', time: '_dt' },
    open: ['zone', 'types'],
  },
  'presets/table/sorted-pair.csv': {
    kind: 'table',
    roles: { id: 'id', from: 'sender', to: '', time: 'send_time' },
    open: ['pair'],
  },
  'presets/table/wall-time.csv': {
    kind: 'table',
    roles: { id: 'message_id', from: 'from_user', to: 'to_user', time: 'gmt_create', body: 'message' },
    open: ['zone'],
  },
  // Without names of columns no preset can know them; that they are missing is said.
  'presets/ejabberd/archive.txt': { kind: 'table', open: ['from', 'to', 'time'] },
  'presets/rocketchat/directmessages.csv': { kind: 'table', open: ['id', 'from', 'to'] },
};

/** Files that belong to an export and hold no messages: nothing is promised of them but that they do no harm. */
const BESIDE = ['presets/openfire/rooms.txt', 'presets/rocketchat/rooms.jsonl', 'presets/sendbird/members.json'];

const paths = readdirSync(SAMPLES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
  .map((entry) => relative(SAMPLES, join(entry.parentPath, entry.name)))
  .sort();

async function look(path: string): Promise<Inspection> {
  const { inputs } = await listInputs([join(SAMPLES, path)], nodeFiles);
  const settings = { nowMs: NOW_MS, generation: 0, mode: 2, maxRequestBytes: 12_000 } as const;
  const canonical = await loadMapping(undefined, nodeFiles);
  return inspect({ inputs, given: {}, presets: await listPresets(nodeFiles), canonical, settings }, nodeFiles);
}

describe('inspect names what every sample is', () => {
  it.each(paths)('samples/%s', async (path) => {
    const found = await look(path);
    const blocking = found.questions.filter(({ blocks }) => blocks);
    if (BESIDE.includes(path)) {
      expect(blocking.length).toBeGreaterThan(0);
      return;
    }
    const expected = EXPECTED[path];
    if (!expected) {
      const folder = path.split('/')[1];
      expect([found.kind, found.preset?.value.name], `${path} is in no list of this test`).toEqual(['preset', folder]);
      return;
    }
    expect(found.kind).toBe(expected.kind);
    for (const [role, column] of Object.entries(expected.roles ?? {})) {
      expect([role, found.table?.roles[role as 'id']?.value ?? '']).toEqual([role, column]);
    }
    if (expected.open) expect(blocking.map(({ option }) => option)).toEqual(expect.arrayContaining([...expected.open]));
    if (expected.open?.length === 0) expect(blocking).toEqual([]);
  });

  it('the lists name no sample that is gone', () => {
    expect([...Object.keys(EXPECTED), ...BESIDE].filter((path) => !paths.includes(path))).toEqual([]);
  });
});
