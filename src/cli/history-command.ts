import { tmpdir } from 'node:os';
import { FatalError } from '../errors.js';
import { isRecalled } from '../flag-bits.js';
import type { ImApi } from '../im/api.js';
import type { HistoryRange } from '../im/history-cursor.js';
import { LIMITS } from '../im/limits.js';
import { findZone, type Zone } from '../map/zone.js';
import { number, plural } from '../report/words.js';
import { nodeClock } from '../system/node-clock.js';
import { accountName } from './account-name.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { horizonSeconds } from './horizon.js';
import { writeOut } from './paced-output.js';
import { PageSpool } from './page-spool.js';
import { limitOf, moment } from './prepare-request.js';
import { orRefused, tellRefusal } from './refusal.js';
import type { Screen } from './screen.js';
import { shownWord } from './shown-text.js';
import { withSingleCalls } from './single-calls.js';
import { messageText } from './transcript.js';
import { merged, type Seen } from './two-views.js';

/** Clocks differ, and an import may hold messages a day ahead. */
const TELL_EVERY_MESSAGES = 20_000;

type Pages = ReturnType<ImApi['historyPages']>;

interface Wanted {
  /** The account whose view comes first, and the other side. */
  readonly first: string;
  readonly second: string;
  readonly bothViews: boolean;
  readonly range: Pick<HistoryRange, 'fromSeconds' | 'untilSeconds' | 'pageMessages'>;
  /** The newest so many. */
  readonly limit: number;
  readonly zone: Zone;
}

/** Shows a conversation as the service has it, oldest message first. Answers the exit code. */
export function historyCommand(context: Context): Promise<number> {
  const wanted = wantedOf(context);
  return withSingleCalls(context, async ({ screen, interrupt, api }) => {
    const { first, second, bothViews } = wanted;
    const sides: readonly (readonly [string, string])[] = bothViews
      ? [
          [first, second],
          [second, first],
        ]
      : [[first, second]];
    const pages = (range: HistoryRange) => api.historyPages(range, { signal: interrupt.signal });
    const spools: PageSpool[] = [];
    try {
      for (const [operator, peer] of sides) {
        const spool = await PageSpool.open(context.files, tmpdir());
        spools.push(spool);
        const range = { operator, peer, ...wanted.range };
        const refusal = await orRefused(() => collect(spool, pages(range), wanted.limit, screen));
        if (refusal) return tellRefusal(screen, refusal);
      }
      return await show(spools, wanted, context);
    } finally {
      for (const spool of spools) await spool.close();
    }
  });
}

function wantedOf({ operands, settings }: Context): Wanted {
  const [account, peer] = [accountName(operands[0]!, 'account'), accountName(operands[1]!, 'peer')];
  const { as = account } = settings;
  if (account === peer || !['both', account, peer].includes(as)) {
    const what = account === peer ? `Both sides are ${account}.` : `--as is ${JSON.stringify(as)}.`;
    throw new FatalError('usage', 'wrong-sides', what, 'Name two accounts; --as takes one of the two, or both.');
  }
  const zone = findZone(settings.zone ?? machineZone()) ?? findZone('UTC')!;
  const [sinceUs, untilUs] = [
    moment('since', { ...settings, zone: zone.name }),
    moment('until', { ...settings, zone: zone.name }),
  ];
  if (sinceUs !== undefined && untilUs !== undefined && untilUs <= sinceUs) {
    throw new FatalError('usage', 'wrong-range', '--until is not later than --since.', 'Turn them round.');
  }
  const horizon = horizonSeconds(nodeClock.wallMs());
  return {
    first: as === peer ? peer : account,
    second: as === peer ? account : peer,
    bothViews: as === 'both',
    range: {
      fromSeconds: sinceUs === undefined ? 0 : secondsFrom(sinceUs),
      untilSeconds: untilUs === undefined ? horizon : secondsFrom(untilUs) - 1,
      pageMessages: settings['page-messages'] ?? LIMITS.historyPageMessages,
    },
    limit: limitOf(settings).limit ?? Number.POSITIVE_INFINITY,
    zone,
  };
}

function machineZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The first whole second that is not before. */
function secondsFrom(us: number): number {
  return Math.min(LIMITS.uint32, Math.max(0, Math.ceil(us / 1_000_000)));
}

/** Newest pages first, until there are no more or enough. */
async function collect(spool: PageSpool, pages: Pages, limit: number, screen: Screen): Promise<void> {
  let told = 0;
  for await (const page of pages) {
    await spool.add(page.slice(Math.max(0, page.length - (limit - spool.count))));
    if (spool.count >= limit) return;
    if (spool.count - told < TELL_EVERY_MESSAGES) continue;
    told = spool.count;
    screen.note(`${plural(told, 'message')} read so far`, 'dim');
  }
}

async function show(spools: readonly PageSpool[], wanted: Wanted, { settings }: Context): Promise<number> {
  const { json = false, quiet = false, verbose = false } = settings;
  if (quiet && !json) return EXIT.ok;
  const { zone, first, second } = wanted;
  const text = ({ message, only }: Seen) => {
    const name = only === undefined ? undefined : only === 'first' ? first : second;
    if (!json) return messageText(message, { zone, verbose }, name);
    return JSON.stringify(
      wanted.bothViews ? { ...message, seenBy: name === undefined ? [first, second] : [name] } : message,
    );
  };
  const sums = { shown: 0, recalled: 0, onlyFirst: 0, onlySecond: 0 };
  if (!json && !(await writeOut(`${heading(wanted)}\n`))) return EXIT.ok;
  for await (const seen of await newest(spools, wanted.limit)) {
    sums.shown += 1;
    if (isRecalled(seen.message)) sums.recalled += 1;
    if (seen.only === 'first') sums.onlyFirst += 1;
    if (seen.only === 'second') sums.onlySecond += 1;
    if (!(await writeOut(`${text(seen)}\n`))) return EXIT.ok;
  }
  if (!json) await writeOut(`${footing(sums, wanted)}\n`);
  return EXIT.ok;
}

/** The newest of both views are the newest of what either sees: the older ones of either are left out again. */
async function newest(spools: readonly PageSpool[], limit: number): Promise<AsyncIterable<Seen>> {
  const [one, other] = spools;
  if (!other) return alone(one!);
  const together = () => merged(one!.oldestFirst(), other.oldestFirst());
  if (one!.count < limit && other.count < limit) return together();
  let count = 0;
  for await (const _ of together()) count += 1;
  return after(together(), count - limit);
}

async function* alone(spool: PageSpool): AsyncGenerator<Seen> {
  for await (const message of spool.oldestFirst()) yield { message };
}

async function* after(messages: AsyncIterable<Seen>, passedOver: number): AsyncGenerator<Seen> {
  let index = 0;
  for await (const message of messages) {
    if (index >= passedOver) yield message;
    index += 1;
  }
}

function heading({ first, second, bothViews, zone }: Wanted): string {
  const view = bothViews ? 'as both see it' : `as ${shownWord(first)} sees it`;
  return `${shownWord(first)} and ${shownWord(second)}, ${view}; times in ${zone.name}`;
}

function footing(
  sums: { shown: number; recalled: number; onlyFirst: number; onlySecond: number },
  { first, second, bothViews, limit }: Wanted,
): string {
  const parts = [
    sums.shown === limit ? `the newest ${plural(sums.shown, 'message')}` : plural(sums.shown, 'message'),
    sums.recalled > 0 ? `${number(sums.recalled)} recalled` : '',
    bothViews ? `${number(sums.onlyFirst)} only ${shownWord(first)} sees` : '',
    bothViews ? `${number(sums.onlySecond)} only ${shownWord(second)} sees` : '',
  ];
  return `= ${parts.filter((part) => part !== '').join(', ')}`;
}
