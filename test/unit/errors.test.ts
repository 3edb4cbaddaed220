import { expect, it } from 'vitest';
import { asFatal, FatalError } from '../../src/errors.js';
import { systemError } from '../helpers/memory-files.js';

it.each([
  ['a disk that is read-only', systemError('EROFS', '/state/run.log'), 'disk'],
  ['a disk that fails without a name', systemError('EIO', 'read'), 'disk'],
  ['a file that may not be opened', Object.assign(systemError('EACCES', '/state'), { path: '/state' }), 'disk'],
  ['a port that may not be opened', Object.assign(systemError('EACCES', 'listen'), { port: 80 }), 'defect'],
  ['anything else', new TypeError('x is not a function'), 'defect'],
  ['what says itself what it is', new FatalError('state', 'in-use', 'm', 'h'), 'in-use'],
])('%s is told as what it is', (_what, error, code) => {
  expect(asFatal(error)).toMatchObject({ code, hint: expect.stringMatching(/\w/) });
});
