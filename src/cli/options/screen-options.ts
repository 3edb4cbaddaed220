import { ALL, EXPORTS, MAPPED, option } from '../option.js';
import { oneOf, yesOrNo } from '../values.js';

/** What a person sees. */

export const SCREEN_OPTIONS = {
  json: option({
    read: yesOrNo,
    isFlag: true,
    inConfig: false,
    help: 'machine-readable result on standard output, nothing else there',
    commands: ALL.filter((name) => name !== 'emulator'),
  }),
  quiet: option({ read: yesOrNo, isFlag: true, short: 'q', help: 'errors only', commands: ALL }),
  verbose: option({ read: yesOrNo, isFlag: true, short: 'v', help: 'more words', commands: ALL }),
  progress: option({
    read: yesOrNo,
    isFlag: true,
    default: 'true',
    help: 'a progress line on a terminal; --no-progress = log lines',
    commands: MAPPED,
  }),
  'log-level': option({
    read: oneOf('debug', 'info', 'warn', 'error'),
    default: 'info',
    value: 'LEVEL',
    help: 'of run.log: debug, info, warn, error',
    commands: EXPORTS,
  }),
};
