import { open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { asFatal, FatalError } from '../../src/errors.js';
import { systemError } from '../helpers/memory-files.js';

describe('what is thrown, as a fatal error', () => {
  it('a fatal error stays what it is', () => {
    const error = new FatalError('usage', 'c', 'm', 'h');
    expect(asFatal(error)).toBe(error);
  });

  it('what the system refuses is told in its words, and is no defect', async () => {
    const refused = await open('/dev/null/x').catch((error: unknown) => error);
    const { kind, code, message } = asFatal(refused);
    expect({ kind, code }).toEqual({ kind: 'stopped', code: 'system-error' });
    expect(message).toContain('ENOTDIR');
  });

  it.each([
    ['a disk that is read-only', systemError('EROFS', '/state/run.log')],
    ['a file that may not be opened', systemError('EACCES', '/state')],
    ['a port that may not be opened', Object.assign(systemError('EACCES', 'listen'), { port: 80 })],
  ])('%s is no defect', (_what, error) => {
    expect(asFatal(error)).toMatchObject({ kind: 'stopped', code: 'system-error', hint: expect.stringMatching(/\w/) });
  });

  it('everything else is a defect, and can be resumed', () => {
    expect(asFatal(new TypeError('x is undefined'))).toMatchObject({ kind: 'stopped', code: 'defect' });
    expect(asFatal('a text')).toMatchObject({ kind: 'stopped', code: 'defect' });
  });
});
