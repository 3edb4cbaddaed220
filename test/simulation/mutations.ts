/** A defect that is planted, to see whether the simulation finds it. */
export interface Mutation {
  readonly name: string;
  readonly edits: readonly Edit[];
}

interface Edit {
  /** Below src/. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

function mutation(name: string, file: string, find: string, replace: string): Mutation {
  return { name, edits: [{ file, find, replace }] };
}

/** The mistakes that such a tool is most likely to make, each as a change of the source. */
export const MUTATIONS: readonly Mutation[] = [
  mutation(
    'the key depends on the run',
    'map/identity.ts',
    'return murmur3(part === 0 ? id : `${id}#${part}`, generation);',
    'return murmur3(part === 0 ? id : `${id}#${part}`, generation) ^ (Math.floor(performance.now()) & 1);',
  ),
  mutation(
    'parts of a record share a key',
    'map/identity.ts',
    'return murmur3(part === 0 ? id : `${id}#${part}`, generation);',
    'return murmur3(id, generation);',
  ),
  mutation(
    'the mark moves before the reply',
    'checkpoint/marks.ts',
    'return this.oldest?.message.at ?? this.next();',
    'return this.next();',
  ),
  mutation(
    'a record counts as a whole: the part in the mark is forgotten',
    'checkpoint/marks.ts',
    'if (isBefore(at, this.resumedAt)) return true;',
    'if (at.record <= this.resumedAt.record && this.resumedAt.part > 0) return true;\n    if (isBefore(at, this.resumedAt)) return true;',
  ),
  mutation(
    'lanes that were ahead are not passed over',
    'checkpoint/marks.ts',
    'return ahead !== undefined && !isBefore(ahead, at);',
    'return ahead !== undefined && false;',
  ),
  mutation(
    'what is ahead holds for all lanes',
    'checkpoint/marks.ts',
    'return ahead !== undefined && !isBefore(ahead, at);',
    'return at.record <= this.highestAhead;',
  ),
  mutation(
    'the reader’s lane is forgotten by a resume',
    'checkpoint/marks.ts',
    'this.readerRecord = saved?.reader ?? 0;',
    'this.readerRecord = 0;',
  ),
  mutation(
    'a half copied record counts as settled',
    'checkpoint/ledger.ts',
    "if (mapped.kind === 'reject' && mapped.source.broken?.atEnd) {",
    "if (mapped.kind === 'reject' && mapped.source.broken?.code === 'none') {",
  ),
  mutation(
    'counts are saved with what is still open',
    'checkpoint/ledger.ts',
    'books: this.books.save(),\n      rejects:',
    'books: { ...this.books.save(), delivered: this.books.save().delivered + this.openCount },\n      rejects:',
  ),
  mutation('rejects are not cut back', 'checkpoint/lines-file.ts', 'await handle.truncate(saved.bytes);', ''),
  mutation(
    'the end of the rejects is not compared',
    'checkpoint/lines-file.ts',
    'if (hashOf(tail) !== saved.tail) {',
    'if (hashOf(tail) === undefined) {',
  ),
  mutation(
    'rejects are not synced before the checkpoint counts them',
    'checkpoint/lines-file.ts',
    'await this.flush();\n    await this.handle.sync();',
    'await this.flush();',
  ),
  mutation(
    'the length of the rejects is taken later than the marks',
    'checkpoint/saver.ts',
    'await rejects.sync();\n    await findings?.sync();\n    await saveCheckpoint(files, folder, saved);',
    'await rejects.sync();\n    await findings?.sync();\n    await saveCheckpoint(files, folder, { ...saved, rejects: rejects.state() });',
  ),
  mutation(
    'the checkpoint is not synced before it gets its name',
    'text-file.ts',
    'await handle.write(Buffer.from(text), null);\n    await handle.sync();',
    'await handle.write(Buffer.from(text), null);',
  ),
  {
    name: 'the checkpoint is written in place',
    edits: [
      {
        file: 'text-file.ts',
        find: 'const temporary = `${folder}/${name}.tmp`;',
        replace: 'const temporary = `${folder}/${name}`;',
      },
      { file: 'text-file.ts', find: 'await files.rename(temporary, `${folder}/${name}`);', replace: '' },
    ],
  },
  mutation(
    'the checksum of the checkpoint is not compared',
    'checkpoint/checkpoint.ts',
    'if (checksum(body) !== head[2]) throw',
    'if (head.length === 0) throw',
  ),
  mutation(
    'settings may differ between two lives',
    'checkpoint/identity.ts',
    'return [...names].filter((name) => saved[name] !== now[name]);',
    'return [...names].filter(() => false);',
  ),
  mutation(
    'fingerprints are not compared',
    'read/verify.ts',
    'if (now[this.checked] !== blocks[this.checked]) throw changed(this.name, this.checked, bytes);',
    '',
  ),
  mutation(
    'the lock is not exclusive',
    'checkpoint/lock.ts',
    "await files.open(path, 'wx', 0o600);",
    "await files.open(path, 'w', 0o600);",
  ),
  mutation(
    'a lock is taken over while its process lives',
    'checkpoint/lock.ts',
    'return owner.bootId !== self.bootId || processes.startOf(owner.pid) !== owner.processStart;',
    'return owner.pid !== 0;',
  ),
  mutation(
    'a lock of a dead process stands for ever',
    'checkpoint/lock.ts',
    'return owner.bootId !== self.bootId || processes.startOf(owner.pid) !== owner.processStart;',
    'return owner.pid === 0;',
  ),
  mutation(
    'a lane frees too early',
    'plan/lanes.ts',
    'return this.again.shift() ?? this.ready.pop();',
    `const lane = this.again.shift() ?? this.ready.pop();
    if (!lane || lane.items.length < 2) return lane;
    const rest = newLane(lane.name, lane.items[1]!, lane.arrivals[1]!);
    rest.items.push(...lane.items.slice(2));
    rest.arrivals.push(...lane.arrivals.slice(2));
    lane.items.length = 1;
    lane.arrivals.length = 1;
    this.byName.set(lane.name, rest);
    this.ready.push(rest);
    return lane;`,
  ),
  mutation(
    'a message that failed goes to the end of its lane',
    'plan/lanes.ts',
    'this.again.push(lane as LaneState<Item>);',
    `const state = lane as LaneState<Item>;
    state.items.push(...state.items.splice(0, 1));
    this.again.push(state);`,
  ),
  mutation(
    'there are no lanes',
    'plan/lanes.ts',
    'const known = this.byName.get(name);',
    'const known = this.byName.get(`${name} ${this.arrived}`);',
  ),
  mutation('pulling never stops', 'plan/window.ts', "if (use.messages >= most.messages) return 'messages';", ''),
  mutation(
    'a retry skips the gate',
    'deliver/deliver.ts',
    'const start = await gate.take();',
    'const start = lane.failures > 0 ? () => undefined : await gate.take();',
  ),
  mutation(
    'the gate’s second is too short',
    'deliver/gate.ts',
    'export const WINDOW_MS = 1_007;',
    'export const WINDOW_MS = 960;',
  ),
  mutation(
    'the pace hangs on the clock of day',
    'deliver/gate.ts',
    'const OVERDUE_MS = 1_000;',
    'const OVERDUE_MS = 1_000_000_000;',
  ),
  mutation(
    'an outage counts against records',
    'deliver/judge.ts',
    'if (lane.failures > 1 && this.answers > answersBefore) lane.tries += 1;',
    'if (lane.failures > 1) lane.tries += 1;',
  ),
  mutation(
    'a lost reply is taken for a success',
    'im/client.ts',
    "return again(reply.why, 'connection', 'Check the network and --endpoint; the message is sent again.');",
    "return { kind: 'ok' };",
  ),
  mutation(
    'an answer that is no JSON is taken for a success',
    'im/client.ts',
    "if (reply.kind === 'not-json') {",
    "if (reply.kind === 'not-json' && reply.why.length > 0) return { kind: 'ok' };\n    if (reply.kind === 'not-json') {",
  ),
  mutation(
    'a refusal of one record stops the run',
    'im/codes.ts',
    "[90012, 'reject', 'the receiver is not registered', ACCOUNT],",
    "[90012, 'stop', 'the receiver is not registered', ACCOUNT],",
  ),
  mutation(
    'an unknown code is called a refusal',
    'im/client.ts',
    "outcome: 'unknown',\n    stopAfterInARow",
    "outcome: 'refused',\n    stopAfterInARow",
  ),
  mutation(
    'a signature that was refused is used again',
    'im/usersig.ts',
    'if (!signature.accepted) return false;\n    this.signature = this.make();',
    'if (!signature.accepted) return false;',
  ),
  mutation(
    'an undo takes a crashed run to have come no further than its last save',
    'checkpoint/sent.ts',
    "return isReached(this.saved, at) ? 'sent'",
    "return this.isExact && isReached(this.saved, at) ? 'sent'",
  ),
  mutation(
    'an undo leaves what was rejected with an unknown outcome',
    'checkpoint/sent.ts',
    "if (stage !== 'deliver' || outcome === 'unknown') continue;",
    "if (stage !== 'deliver') continue;",
  ),
  mutation('a crash is forgotten by the next life', 'checkpoint/reach.ts', 'Math.max(earlier, now)', 'now'),
  mutation(
    'messages are handed over before the fence that lets them is saved',
    'journey.ts',
    'if (fence && !fence.reach.comesTo(record.at)) await fence.save();',
    'fence?.reach.comesTo(record.at);',
  ),
  mutation(
    'a run that was undone goes on',
    'checkpoint/run-state.ts',
    'if (!undone?.isWhole) return;',
    'if (undone !== null) return;',
  ),
];
