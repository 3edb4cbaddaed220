import { LIMITS } from '../../im/limits.js';
import { ALL, EXPORTS, option, SERVICE, STATEFUL } from '../option.js';
import { duration, endpoint, text, wholeNumber, yesOrNo } from '../values.js';

/** Where requests go, and how. */

const HOUR_MS = 3_600_000;

export const SERVICE_OPTIONS = {
  config: option({
    read: text,
    env: 'TIM_CONFIG',
    value: 'FILE',
    inConfig: false,
    help: 'YAML or JSON file with the same settings',
    commands: ALL,
  }),
  endpoint: option({
    read: endpoint,
    env: 'TIM_ENDPOINT',
    value: 'URL',
    help: 'https://console.tim.qq.com, another regional host, or a local server',
    commands: SERVICE,
  }),
  'sdk-app-id': option({
    read: wholeNumber(1, 4_294_967_295),
    env: 'TIM_SDK_APP_ID',
    value: 'N',
    help: 'application id',
    commands: [...SERVICE, 'emulator'],
  }),
  identifier: option({
    read: text,
    env: 'TIM_IDENTIFIER',
    value: 'NAME',
    help: 'administrator account',
    commands: [...SERVICE, 'emulator'],
  }),
  emulate: option({
    read: yesOrNo,
    isFlag: true,
    help: 'start the emulator in this process and talk to it',
    commands: SERVICE,
  }),
  rate: option({
    read: wholeNumber(0, 1_000_000),
    env: 'TIM_RATE',
    default: '200',
    value: 'N',
    help: 'requests per second; 0 = no limit, for local servers only',
    commands: SERVICE,
  }),
  concurrency: option({
    read: wholeNumber(1, 1_000),
    env: 'TIM_CONCURRENCY',
    value: 'N',
    help: 'requests in flight; by default as many as the rate needs',
    commands: SERVICE,
  }),
  state: option({
    read: text,
    env: 'TIM_STATE',
    value: 'DIR',
    help: 'the folder a run keeps its state in; of send, history, withdraw and unread: whose emulator to look at with --emulate',
    commands: [...STATEFUL, 'check', 'prepare', 'status', 'send', 'history', 'withdraw', 'unread'],
  }),
  yes: option({
    read: yesOrNo,
    isFlag: true,
    inConfig: false,
    help: 'act without asking',
    commands: [...SERVICE, 'prepare'],
  }),
  timeout: option({
    read: duration(LIMITS.serviceTimeoutMs + 1, HOUR_MS),
    default: '10s',
    value: 'TIME',
    help: 'for one request; longer than the service’s own 3 s',
    commands: SERVICE,
  }),
  patience: option({
    read: duration(1_000, 240 * HOUR_MS),
    default: '15m',
    value: 'TIME',
    help: 'how long a service that is down is waited for',
    commands: SERVICE,
  }),
  'duplicate-code': option({
    read: wholeNumber(1, 10_000_000),
    value: 'CODE',
    help: 'an answer code of the service that means: this message is there already',
    commands: EXPORTS,
  }),
  'take-over': option({
    read: yesOrNo,
    isFlag: true,
    inConfig: false,
    help: 'take a state folder whose owner on another host is surely gone',
    commands: STATEFUL,
  }),
};
