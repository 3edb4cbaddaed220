import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileClockPattern } from '../../../src/map/clock-pattern.js';
import { checkZone, compileTime, parseMoment, type TimeUnit } from '../../../src/map/time.js';
import { findZone } from '../../../src/map/zone.js';

const NOW = Date.UTC(2025, 0, 1);
const read = (value: unknown, unit: TimeUnit = 'canonical', zone?: string) =>
  compileTime({ unit, zone: zone === undefined ? undefined : findZone(zone) }, NOW)(value);
const instant = (text: string) => Date.parse(text) * 1000;

describe('units', () => {
  it.each([
    ['s', 1_717_171_717, 1_717_171_717_000_000],
    ['s', '1717171717.123456', 1_717_171_717_123_456],
    ['s', '1717171717.1234569', 1_717_171_717_123_456],
    ['s', 1_717_171_717.123456, 1_717_171_717_123_456],
    ['ms', '1717171717123', 1_717_171_717_123_000],
    ['ms', 1_717_171_717_123n, 1_717_171_717_123_000],
    ['us', 1_717_171_717_123_456, 1_717_171_717_123_456],
    ['ns', 1_717_171_717_123_456_789n, 1_717_171_717_123_456],
    ['ns', '1717171717123456789', 1_717_171_717_123_456],
  ] as const)('%s %s', (unit, value, expected) => expect(read(value, unit)).toBe(expected));

  it('a number unit takes no text time, text takes no number', () => {
    expect(read('2024-05-01T00:00:00Z', 'ms')).toMatchObject({ code: 'time-invalid' });
    expect(read(1_717_171_717_123, 'text')).toMatchObject({ code: 'time-invalid' });
  });
});

describe('written times', () => {
  it.each([
    ['2024-05-01T12:00:00Z', '2024-05-01T12:00:00Z'],
    ['2024-05-01t12:00:00z', '2024-05-01T12:00:00Z'],
    ['2024-05-01 12:00:00+08', '2024-05-01T12:00:00+08:00'],
    ['2024-05-01 12:00:00 -0530', '2024-05-01T12:00:00-05:30'],
    ['2024-05-01T12:00+08:00', '2024-05-01T12:00:00+08:00'],
    ['2024-05-01T12:00:00,5Z', '2024-05-01T12:00:00.500Z'],
    ['2024-02-29T23:59:60Z', '2024-03-01T00:00:00Z'],
  ])('%s', (text, same) => expect(read(text)).toBe(instant(same)));

  it.each([
    '2023-02-29T00:00:00Z',
    '2024-05-01T24:00:00Z',
    '2024-05-01T12:60:00Z',
    '2024-05-01T12:00:00.Z',
    '2024-05-01T12:00:00+8',
    '2024-05-01X12:00:00Z',
    '24-05-01T12:00:00Z',
    '2024-05-01T12:00:00Zulu',
  ])('%s is no time', (text) => expect(read(text)).toMatchObject({ code: 'time-invalid' }));

  it('RFC 3339 at any offset is the instant Date gives', () => {
    const ms = fc.integer({ min: Date.UTC(2000, 0, 2), max: NOW });
    fc.assert(
      fc.property(ms, fc.integer({ min: -840, max: 840 }), (at, minutes) => {
        const wall = new Date(at + minutes * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(minutes);
        const offset = `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
        expect(read(wall + offset)).toBe(at * 1000);
      }),
    );
  });

  it('microseconds are kept, finer digits cut', () => {
    expect(read('2024-05-01T12:00:00.123456789Z')).toBe(instant('2024-05-01T12:00:00Z') + 123_456);
  });
});

describe('zones', () => {
  it.each([
    ['2024-05-01 12:00:00', 'Asia/Shanghai', '2024-05-01T04:00:00Z'],
    ['2024-07-01 12:00:00', 'Europe/Berlin', '2024-07-01T10:00:00Z'],
    ['2024-12-01 12:00:00', 'Europe/Berlin', '2024-12-01T11:00:00Z'],
    // An hour that comes twice: the first of the two.
    ['2024-10-27 02:30:00', 'Europe/Berlin', '2024-10-27T00:30:00Z'],
    ['2024-11-03 01:30:00', 'America/New_York', '2024-11-03T05:30:00Z'],
    // An hour that does not exist: shifted forward.
    ['2024-03-31 02:30:00', 'Europe/Berlin', '2024-03-31T01:30:00Z'],
    ['2024-03-31 03:00:00', 'Europe/Berlin', '2024-03-31T01:00:00Z'],
    ['2024-10-27 03:00:00', 'Europe/Berlin', '2024-10-27T02:00:00Z'],
    // Half an hour of summer time.
    ['2024-04-07 01:45:00', 'Australia/Lord_Howe', '2024-04-06T14:45:00Z'],
    ['2024-05-01 12:00:00', '-03:30', '2024-05-01T15:30:00Z'],
  ])('%s in %s', (text, zone, utc) => expect(read(text, 'text', zone)).toBe(instant(utc)));

  it('the cache changes nothing: neighbours in any order', () => {
    const zone = 'Europe/Berlin';
    const reader = compileTime({ unit: 'text', zone: findZone(zone) }, NOW);
    const hour = fc.integer({ min: 0, max: 24 * 366 - 1 });
    fc.assert(
      fc.property(fc.array(hour, { minLength: 1, maxLength: 20 }), (hours) => {
        for (const at of hours) {
          const text = new Date(Date.UTC(2024, 0, 1, at)).toISOString().slice(0, 19);
          expect(reader(text)).toBe(read(text, 'text', zone));
        }
      }),
    );
  });

  it('a written offset wins over the zone', () => {
    expect(read('2024-05-01T12:00:00Z', 'text', 'Asia/Shanghai')).toBe(instant('2024-05-01T12:00:00Z'));
  });

  it.each(['+8', 'Asia/Nowhere', '+15:00', '', '+08:60'])('%j is no zone', (zone) => {
    expect(checkZone(zone)).toMatchObject({ code: 'zone-unknown' });
  });
});

describe('patterns', () => {
  it.each([
    ['yyyy/MM/dd HH:mm:ss', '2024/05/01 12:34:56', '2024-05-01T12:34:56.000Z'],
    ['d.M.yyyy H:mm', '1.5.2024 9:05', '2024-05-01T09:05:00.000Z'],
    ['yyyyMMddTHHmmssSSS', '20240501T123456789', '2024-05-01T12:34:56.789Z'],
    ['dd-MM-yyyy', '29-02-2024', '2024-02-29T00:00:00.000Z'],
  ])('%s', (pattern, text, iso) => {
    const read = compileClockPattern(pattern);
    expect(new Date(read!(text)!.localMs).toISOString()).toBe(iso);
    expect(read!(`${text} `)).toBeUndefined();
  });

  it.each(['yyyy-MM', 'HH:mm', 'yyyy-MM-dd QQ', 'yyyy-MM-dd dd', 'yyyy-MM-DD', ''])('%j is no pattern', (pattern) => {
    expect(compileClockPattern(pattern)).toBeUndefined();
  });

  it('a day that does not exist is no time', () => {
    expect(compileClockPattern('dd.MM.yyyy')!('30.02.2024')).toBeUndefined();
  });
});

describe('moments a person types', () => {
  it.each([
    ['2024-05-01T12:00:00+08:00', undefined, '2024-05-01T04:00:00Z'],
    ['2024-05-01', '+08:00', '2024-04-30T16:00:00Z'],
    ['2024-05-01', 'Asia/Shanghai', '2024-04-30T16:00:00Z'],
    ['1714536000000', undefined, '2024-05-01T04:00:00Z'],
  ])('%s in %s', (text, zone, utc) => expect(parseMoment(text, zone)).toBe(instant(utc)));

  it('says what is wrong', () => {
    expect(parseMoment('2024-05-01')).toMatchObject({ code: 'time-without-zone' });
    expect(parseMoment('May')).toMatchObject({ code: 'time-invalid' });
    expect(parseMoment('2024', '+08:00')).toMatchObject({ code: 'time-invalid' });
    expect(parseMoment('2024-05-01', 'Mars')).toMatchObject({ code: 'zone-unknown' });
  });
});
