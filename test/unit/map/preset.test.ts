import { describe, expect, it } from 'vitest';
import { compileAccounts } from '../../../src/map/account.js';
import type { TranslatedOne, Translator } from '../../../src/map/draft.js';
import { standIn, withoutBlobs } from '../../../src/map/kit/custom.js';
import { customData } from '../../../src/map/kit/custom-data.js';
import { cleanLink } from '../../../src/map/kit/links.js';
import { unwrap } from '../../../src/map/kit/unwrap.js';
import { compileMapper } from '../../../src/map/mapper.js';
import { loadMapping, type Mapping } from '../../../src/map/mapping.js';
import { problem } from '../../../src/map/problem.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import type { Files, Origin } from '../../../src/types.js';
import { asMessage, asReject, asSkip, memoryFiles, raw, record, SETTINGS } from './helpers.js';

/** Files of the test beside the real folder of presets. */
function withFiles(contents: Record<string, string>): Files {
  return { ...memoryFiles(contents), list: nodeFiles.list };
}

describe('choosing a preset', () => {
  it('by name or alias; what is unknown is named, with the nearest', async () => {
    expect((await loadMapping({ preset: 'agora-chat' }, nodeFiles)).name).toBe('easemob');
    await expect(loadMapping({ preset: 'easmob' }, nodeFiles)).rejects.toThrow(/no preset "easmob".*easemob/);
  });

  it('options are checked by name and value', async () => {
    const load = (options: Record<string, string>) => loadMapping({ preset: 'easemob', options }, nodeFiles);
    await expect(load({ colum: 'x' })).rejects.toThrow(
      /--option colum=x: the preset easemob has no option "colum".*column/,
    );
    await expect(load({ copies: 'no' })).rejects.toThrow(/expected mirror, keep, got "no"/);
    await expect(loadMapping({ options: { a: 'b' } }, nodeFiles)).rejects.toThrow(/options belong to a preset/);
  });

  it('an option that decides what becomes of records is part of the digest, its order is not', async () => {
    const load = async (options: Record<string, string>) =>
      (await loadMapping({ preset: 'easemob', options }, nodeFiles)).digest;
    expect(await load({})).not.toBe(await load({ copies: 'keep' }));
    expect(await load({ copies: 'keep', column: 'c' })).toBe(await load({ column: 'c', copies: 'keep' }));
    expect(await load({})).toBe(await load({ copies: 'mirror' }));
  });

  it('a mapping file may name a preset and say what is different', async () => {
    const text = 'version: 1\npreset: easemob\noptions: { copies: keep }\norder: id\naccounts: { prefix: old_ }\n';
    const mapping = await loadMapping('/m/e.yaml', withFiles({ '/m/e.yaml': text }));
    expect(mapping.order).toBe('id');
    expect(mapping.source).toMatchObject({
      kind: 'preset',
      settings: { options: { copies: 'keep' } },
      accounts: { lowerCase: true, prefix: 'old_' },
    });
  });

  it('a mistake in such a file is told with its place', async () => {
    const files = withFiles({ '/m/e.yaml': 'version: 1\npreset: easemob\noptions:\n  copie: keep\n' });
    await expect(loadMapping('/m/e.yaml', files)).rejects.toThrow(/e\.yaml:4:\d+ \(options\.copie\)/);
  });

  it('a preset and a whole mapping, or two presets, are refused', async () => {
    const whole = 'version: 1\nid: id\nfrom: from\nto: to\ntime: time\nmessages: { text: { text: text } }\n';
    const files = withFiles({ '/m/w.yaml': whole, '/m/e.yaml': 'version: 1\npreset: easemob\n' });
    await expect(loadMapping({ path: '/m/w.yaml', preset: 'easemob' }, files)).rejects.toThrow(/mapping of its own/);
    await expect(loadMapping({ path: '/m/e.yaml', preset: 'other' }, files)).rejects.toThrow(
      /names the preset easemob/,
    );
  });
});

/** A mapper whose translator answers what the record says under `becomes`. */
function mapperOf(translate: Translator) {
  const preset = { name: 'test', version: 1, title: 'test', recognise: () => 0, compile: () => translate };
  const source = { kind: 'preset' as const, preset, settings: { options: {}, files: {} }, accounts: {} };
  const mapping: Mapping = { digest: 'd', name: 'test', format: {}, source };
  return compileMapper(mapping, SETTINGS);
}

describe('a record that holds several messages', () => {
  const held = (value: object, becomes: TranslatedOne) => ({ value, becomes });
  const good = (id: string): TranslatedOne => ({ drafts: [record({ id })] });
  const wrong: TranslatedOne = { problem: problem('bad', 'it is bad', 'Mend it.') };

  it('gives each the key of its own id, and numbers them as parts', () => {
    const map = mapperOf(() => ({ several: [held({ a: 1 }, good('x')), held({ b: 1 }, good('y'))] }));
    const alone = mapperOf(() => ({ drafts: [record({ id: 'y' })] }));
    const mapped = map(raw({}));
    expect(mapped.map(({ at }) => at.part)).toEqual([0, 1]);
    expect(asMessage(mapped[1]).key).toEqual(asMessage(alone(raw({}))[0]).key);
  });

  it('a reject keeps the one message, which can be mapped alone later', () => {
    const map = mapperOf(() => ({ several: [held({ a: 1 }, good('x')), held({ b: 1 }, wrong)] }));
    const reject = asReject(map(raw({ page: 1 }))[1]);
    expect(reject.source).toMatchObject({ value: { b: 1 }, standalone: true });
    // Back from a rejects file: the value alone, of which the line says that it is whole.
    const origin: Origin = { input: 'i', record: 1, part: 1, line: 1, byte: 0, onlyPart: false, standalone: true };
    const again = mapperOf(() => good('y'))(raw({ b: 1 }, 1, origin));
    expect(asMessage(again[0]).id).toBe('y');
  });
});

describe('a record about another one', () => {
  it('is left out with what it says; its content is mapped like any message', () => {
    const map = mapperOf(() => ({ skip: 'edit', control: { kind: 'edit', target: 7, draft: record({ id: 'e' }) } }));
    const { reason, control } = asSkip(map(raw({}))[0]);
    expect(reason).toBe('edit');
    expect(control).toMatchObject({ kind: 'edit', target: '7', lane: 'anna\nbo', message: { id: 'e' } });
  });

  it('whose content could not be sent is a reject, because it might be needed', () => {
    const draft = record({ id: 'e', time: 'yesterday' });
    const map = mapperOf(() => ({ skip: 'mirror', control: { kind: 'mirror', target: 'e', draft } }));
    expect(asReject(map(raw({}))[0]).code).toBe('time-invalid');
  });

  it('names the conversation when it tells both accounts, after the rules for accounts', () => {
    const map = mapperOf(() => ({ skip: 'recall', control: { kind: 'recall', target: 'a', from: 'bo', to: 'anna' } }));
    expect(asSkip(map(raw({}))[0]).control).toEqual({ kind: 'recall', target: 'a', lane: 'anna\nbo' });
  });
});

describe('accounts that the service does not take', () => {
  it('become a hash of theirs, the same in every run, when asked', () => {
    const read = compileAccounts({ hash: 'long', prefix: 'u_' });
    const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';
    expect(read(uuid, 'from')).toEqual(compileAccounts({ hash: 'long', prefix: 'u_' })(uuid, 'to'));
    expect(read(uuid, 'from')).toMatchObject({ name: expect.stringMatching(/^u_h[0-9a-z]{25}$/), original: uuid });
    expect(read('anna', 'from')).toMatchObject({ name: 'u_anna' });
    expect(read('李伟', 'from')).toMatchObject({ name: expect.stringMatching(/^u_h/) });
    expect(compileAccounts({ hash: 'all' })('anna', 'from')).toMatchObject({ name: expect.stringMatching(/^h/) });
  });
});

describe('the kit', () => {
  it.each([
    ['https://a.example.com/f?share-secret=x', 'https://a.example.com/f', true],
    ['https://a.example.com/f?w=1&Signature=x#top', 'https://a.example.com/f?w=1#top', true],
    ['https://user:pass@a.example.com/f', 'https://a.example.com/f', true],
    ['https://user:p@ss@a.example.com/f', 'https://a.example.com/f', true],
    ['https://a.example.com/f?w=1', 'https://a.example.com/f?w=1', false],
    ['media/photo.jpg', 'media/photo.jpg', false],
  ])('a link without its secret: %s', (link, url, hadSecret) => {
    expect(cleanLink(link)).toEqual({ url, hadSecret });
  });

  it('files written into a body are left out, words are not', () => {
    const blob = 'A'.repeat(5_000);
    expect(withoutBlobs({ a: [blob], b: 'word '.repeat(1_000) })).toEqual({
      a: ['[5000 characters left out]'],
      b: 'word '.repeat(1_000),
    });
    expect(standIn('s', 't', { thumb: `data:image/png;base64,${blob}` }, 'd').data).toEqual({
      src: 's',
      type: 't',
      body: { thumb: '[5022 characters left out]' },
    });
  });

  it('custom data is what the app had, with what people should know beside it', () => {
    expect(customData({}, {})).toBeUndefined();
    expect(customData({ a: 1 }, {})).toEqual({ a: 1 });
    expect(customData({ a: 1 }, { editedAt: 5 })).toEqual({ a: 1, migrated: { editedAt: 5 } });
    expect(customData('text', { editedAt: 5 })).toEqual({ extension: 'text', migrated: { editedAt: 5 } });
  });

  it('a provider’s record is found in the usual columns, or in the one named', () => {
    const is = (value: Readonly<Record<string, unknown>>) => 'msg_id' in value;
    expect(unwrap({ msg_id: 1 }, is, undefined)).toEqual({ msg_id: 1 });
    expect(unwrap({ id: 5, payload: '{"msg_id":9007199254740993}' }, is, undefined)).toEqual({
      msg_id: 9007199254740993n,
    });
    expect(unwrap({ id: 5, mine: '{"msg_id":1}' }, is, 'mine')).toEqual({ msg_id: 1 });
    expect(unwrap({ id: 5, payload: '{"other":1}' }, is, undefined)).toBeUndefined();
    expect(unwrap('text', is, undefined)).toBeUndefined();
  });
});
