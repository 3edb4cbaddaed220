/**
 * Published vectors of dedup keys; docs/keys.md shows the same table. They never change: a changed key doubles a history
 * that is imported again.
 */
export interface KeyVector {
  readonly rule: 'seq' | 'time' | 'id' | 'position';
  readonly id: string;
  readonly seq?: string;
  readonly timeUs: number;
  readonly record: number;
  readonly part: number;
  readonly generation: number;
  readonly key: string;
}

export const KEY_VECTORS: readonly KeyVector[] = [
  {
    rule: 'time',
    id: '5',
    timeUs: 1717171717123456,
    record: 1,
    part: 0,
    generation: 0,
    key: '493824005_1394226660_1717171717',
  },
  {
    rule: 'time',
    id: 'm-88120',
    timeUs: 1717171717123456,
    record: 1,
    part: 0,
    generation: 0,
    key: '493824412_584372412_1717171717',
  },
  {
    rule: 'time',
    id: '734912006512345678',
    timeUs: 1717171717123456,
    record: 1,
    part: 0,
    generation: 0,
    key: '493825678_2275714136_1717171717',
  },
  {
    rule: 'time',
    id: '消息-1',
    timeUs: 1717171717000000,
    record: 1,
    part: 0,
    generation: 0,
    key: '1133_998737133_1717171717',
  },
  {
    rule: 'seq',
    id: 'm-88120',
    seq: '42',
    timeUs: 1717171717123456,
    record: 1,
    part: 0,
    generation: 0,
    key: '42_584372412_1717171717',
  },
  {
    rule: 'seq',
    id: 'm-88120',
    seq: '9223372036854775807',
    timeUs: 1717171717123456,
    record: 1,
    part: 0,
    generation: 0,
    key: '4294967295_584372412_1717171717',
  },
  {
    rule: 'id',
    id: '734912006512345678',
    timeUs: 1717171717123456,
    record: 1,
    part: 0,
    generation: 0,
    key: '2169930318_2275714136_1717171717',
  },
  {
    rule: 'position',
    id: 'm-88120',
    timeUs: 1717171717123456,
    record: 4294967297,
    part: 0,
    generation: 0,
    key: '1_584372412_1717171717',
  },
  {
    rule: 'time',
    id: '5',
    timeUs: 1717171717123456,
    record: 1,
    part: 1,
    generation: 0,
    key: '493824005_1896279638_1717171717',
  },
  {
    rule: 'time',
    id: '5',
    timeUs: 1717171717123456,
    record: 1,
    part: 2,
    generation: 0,
    key: '493824005_4274513682_1717171717',
  },
  {
    rule: 'time',
    id: '5',
    timeUs: 1717171717123456,
    record: 1,
    part: 0,
    generation: 1,
    key: '493824005_781717054_1717171717',
  },
  {
    rule: 'time',
    id: '5',
    timeUs: 1717171717123456,
    record: 1,
    part: 1,
    generation: 1,
    key: '493824005_1568708225_1717171717',
  },
];
