import { describe, expect, it } from 'vitest';
import { OPTION_NAMES, OPTIONS } from '../../../src/cli/options.js';
import { resumeCommand } from '../../../src/cli/resume-command.js';
import { readSettings } from '../../../src/cli/settings.js';
import { days, duration, endpoint, rejectLimit, WrongValue, wholeNumber } from '../../../src/cli/values.js';

const none = { environment: {}, flags: {} };

describe('settings', () => {
  it('come from defaults, then config file, then environment, then flags', () => {
    expect(readSettings('run', none).rate).toBe(200);
    const config = { values: { rate: 10, concurrency: 3, sdkAppId: 5, 'max-rejects': '5%' }, name: 'tim.yaml' };
    const environment = { TIM_RATE: '20', TIM_IDENTIFIER: 'admin' };
    expect(readSettings('run', { config, environment: {}, flags: {} }).rate).toBe(10);
    expect(readSettings('run', { config, environment, flags: {} }).rate).toBe(20);
    const all = readSettings('run', { config, environment, flags: { rate: '30' } });
    expect(all).toMatchObject({
      rate: 30,
      concurrency: 3,
      'sdk-app-id': 5,
      identifier: 'admin',
      timeout: 10_000,
      patience: 900_000,
    });
    expect(all['max-rejects']).toEqual({ kind: 'percent', most: 5 });
  });

  it.each([
    [{ flags: { rate: 'fast' } }, /--rate is "fast"/, /whole number/],
    [{ environment: { TIM_RATE: '-1' } }, /environment variable TIM_RATE is "-1"/, /from 0/],
    [{ config: { values: { rate: 1.5 }, name: 'tim.yaml' } }, /rate in tim.yaml is "1.5"/, /whole number/],
    [{ flags: { rate: ['1', '2'] } }, /--rate is given 2 times/, /once/],
    [{ config: { values: { rat: 1 }, name: 'tim.yaml' } }, /no setting "rat"; did you mean "rate"/, /Known settings/],
    [{ config: { values: { secretKey: 'x' }, name: 'tim.yaml' } }, /no setting "secretKey"/, /TIM_SECRET_KEY/],
    [{ config: { values: { yes: true }, name: 'tim.yaml' } }, /no setting "yes"/, /Known settings/],
    [{ flags: { zone: 'Mars/North' } }, /--zone is "Mars\/North"/, /IANA/],
    [{ flags: { timeout: '2s' } }, /--timeout is "2s"/, /3001ms/],
  ])('that are wrong are named, with what is allowed: %j', (sources, message, hint) => {
    let thrown: unknown;
    try {
      readSettings('run', { ...none, ...sources } as never);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it('never repeat a secret’s value', () => {
    const config = { values: { secretKey: 'hunter2' }, name: 'tim.yaml' };
    expect(() => readSettings('run', { ...none, config })).toThrow(/^(?!.*hunter2)/);
  });

  it('all have a default that their own reader takes, help, and a command', () => {
    for (const name of OPTION_NAMES) {
      const option = OPTIONS[name] as {
        default?: string;
        help: string;
        commands: readonly string[];
        read: (text: string) => unknown;
      };
      expect(option.help, name).not.toBe('');
      expect(option.commands.length, name).toBeGreaterThan(0);
      if (option.default !== undefined) expect(option.read(option.default), name).not.toBeInstanceOf(WrongValue);
    }
  });
});

describe('values', () => {
  it.each([
    ['10s', 10_000],
    ['1.5h', 5_400_000],
    ['500ms', 500],
    ['15m', 900_000],
    ['2 min', 120_000],
    ['10', undefined],
    ['-5s', undefined],
    ['1e3s', undefined],
    ['', undefined],
  ])('duration %s', (text, ms) => {
    const value = duration(0, 86_400_000)(text);
    if (ms === undefined) expect(value).toBeInstanceOf(WrongValue);
    else expect(value).toBe(ms);
  });

  it.each(['7d', '30', '90d'])('days %s', (text) => expect(days(text)).toBe(Number.parseInt(text, 10)));
  it.each(['0', '0d', '1.5d', 'week'])('no days %s', (text) => expect(days(text)).toBeInstanceOf(WrongValue));
  it.each(['https://a.b', 'http://127.0.0.1:80/'])('endpoint %s', (text) => expect(endpoint(text)).toBeInstanceOf(URL));
  it.each(['a.b', 'ftp://a', 'https://a/v4', 'https://u:p@a', 'https://a?x=1'])('no endpoint %s', (text) => {
    expect(endpoint(text)).toBeInstanceOf(WrongValue);
  });
  it.each(['101%', '-1', '1.5', 'all'])('no reject limit %s', (text) =>
    expect(rejectLimit(text)).toBeInstanceOf(WrongValue),
  );
  it.each(['0x10', '1e3', ' 5', '+5', '9007199254740993'])('no whole number %s', (text) => {
    expect(wholeNumber(0, Number.MAX_SAFE_INTEGER)(text)).toBeInstanceOf(WrongValue);
  });
});

describe('the command that resumes', () => {
  it('can be pasted', () => {
    expect(resumeCommand(['run', "it's here.jsonl", '--rate', '5'], ['x'])).toBe(
      `tim-migrate run 'it'\\''s here.jsonl' --rate 5`,
    );
  });
});
