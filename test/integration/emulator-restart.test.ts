import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/server.js';
import { call, message, page, post, start, steer, textBody } from '../unit/emulator/helpers.js';

/** Whatever was done to an emulator, the next life on the same data folder answers as the one before. */

const USERS = ['lan_mei', 'otto.brandt', 'priya'];
const user = fc.constantFrom(...USERS);
const small = fc.integer({ min: 1, max: 3 });
const numbers = fc.record({ MsgSeq: small, MsgRandom: small, MsgTimeStamp: small });
const pair = fc.record({ From_Account: user, To_Account: user });
const key = numbers.map(({ MsgSeq, MsgRandom, MsgTimeStamp }) => `${MsgSeq}_${MsgRandom}_${MsgTimeStamp}`);

type Step = readonly [command: string, body: Readonly<Record<string, unknown>>];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(pair, numbers, fc.constantFrom(2, 5)).map(imported) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(pair, numbers, fc.constantFrom({}, { SyncOtherMachine: 2 }, { SendMsgControl: ['NoUnread', 'NoLastMsg'] }))
      .map(
        ([accounts, three, options]): Step => ['openim/sendmsg', { ...message(), ...accounts, ...three, ...options }],
      ),
  },
  fc.tuple(user, numbers).map(([From_Account, three]): Step => {
    return ['openim/batchsendmsg', { ...message(), From_Account, To_Account: USERS, ...three }];
  }),
  fc.tuple(pair, key).map(([accounts, MsgKey]): Step => ['openim/admin_msgwithdraw', { ...accounts, MsgKey }]),
  fc.tuple(pair, key, small).map(([accounts, MsgKey, text]): Step => {
    return ['openim/modify_c2c_msg', { ...accounts, MsgKey, MsgBody: textBody(`edit ${text}`) }];
  }),
  fc.tuple(user, user, small).map(([Report_Account, Peer_Account, MsgReadTime]): Step => {
    return ['openim/admin_set_msg_read', { Report_Account, Peer_Account, MsgReadTime }];
  }),
  fc
    .tuple(user, user, fc.array(key, { minLength: 1, maxLength: 3 }))
    .map(([Operator_Account, Peer_Account, keys]): Step => {
      return ['openim/delete_c2c_msg_ramble', { Operator_Account, Peer_Account, MsgKeyList: keys }];
    }),
  fc.tuple(fc.constantFrom('drop', 'alter', 'recall'), small).map(([kind, nth]): Step => ['damage', { do: kind, nth }]),
  fc
    .tuple(user, small)
    .map(([UserID, Nick]): Step => ['im_open_login_svc/account_import', { UserID, Nick: `${Nick}` }]),
);

function imported([accounts, three, mode]: [object, object, number]): Step {
  return ['openim/importmsg', { ...message(), ...accounts, ...three, SyncFromOldSystem: mode }];
}

async function take(emulator: Emulator, [command, body]: Step): Promise<void> {
  if (command === 'damage') await steer(emulator, 'damage', [body]);
  else if (command === 'openim/importmsg') await call(emulator, body);
  else await post(emulator, command, body);
}

/** All that a caller can see. */
async function seen(emulator: Emulator): Promise<unknown> {
  const held: unknown[] = [[...emulator.messages()], await (await fetch(`${emulator.url}/emulator/accounts`)).json()];
  const contact = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0, AssistFlags: 15 };
  for (const account of USERS) {
    const counts = { To_Account: account, Peer_Account: USERS };
    held.push((await post(emulator, 'openim/get_c2c_unread_msg_num', counts)).answer);
    held.push((await post(emulator, 'recentcontact/get_list', { From_Account: account, ...contact })).answer);
    for (const Peer_Account of USERS) held.push(await page(emulator, { Operator_Account: account, Peer_Account }));
  }
  const { stored, conversations } = emulator.stats();
  return [...held, stored, conversations];
}

test('what two lives of an emulator show is what one would, after any steps', async () => {
  const options = { wallMs: () => 1_700_000_000_000 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), fc.nat(40), async (steps, cut) => {
      const dataFolder = await mkdtemp(join(tmpdir(), 'emulator-'));
      const whole = await start(options);
      let life = await start({ ...options, dataFolder });
      try {
        for (const [index, one] of steps.entries()) {
          if (index === cut) {
            await life.close();
            life = await start({ ...options, dataFolder });
          }
          await take(whole, one);
          await take(life, one);
        }
        await life.close();
        life = await start({ ...options, dataFolder });
        expect(await seen(life)).toEqual(await seen(whole));
      } finally {
        await Promise.all([whole.close(), life.close()]);
        await rm(dataFolder, { recursive: true });
      }
    }),
    { numRuns: 30 },
  );
});
