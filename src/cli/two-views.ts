import type { RoamMsg } from '../im/wire.js';

/** A message, and which one of the two sees it alone; undefined = both do. */
export interface Seen {
  readonly message: RoamMsg;
  readonly only?: 'first' | 'second';
}

/**
 * One conversation of the views of its two sides, both oldest first. What is the same is told by its key; inside a second
 * the first one's order holds, and what only the second sees comes after it.
 */
export async function* merged(first: AsyncIterable<RoamMsg>, second: AsyncIterable<RoamMsg>): AsyncGenerator<Seen> {
  const [ones, others] = [secondsOf(first), secondsOf(second)];
  let [one, other] = [await ones.next(), await others.next()];
  while (!one.done || !other.done) {
    const [here, there] = [one.done ? undefined : one.value, other.done ? undefined : other.value];
    const seconds = Math.min(timeOf(here), timeOf(there));
    const mine = here && timeOf(here) === seconds ? here : [];
    const theirs = there && timeOf(there) === seconds ? there : [];
    yield* together(mine, theirs);
    if (mine.length > 0) one = await ones.next();
    if (theirs.length > 0) other = await others.next();
  }
}

function* together(mine: readonly RoamMsg[], theirs: readonly RoamMsg[]): Generator<Seen> {
  const [myKeys, theirKeys] = [new Set(mine.map(keyOf)), new Set(theirs.map(keyOf))];
  for (const message of mine) yield theirKeys.has(keyOf(message)) ? { message } : { message, only: 'first' };
  for (const message of theirs) if (!myKeys.has(keyOf(message))) yield { message, only: 'second' };
}

/** The messages of each second together. */
async function* secondsOf(messages: AsyncIterable<RoamMsg>): AsyncGenerator<readonly RoamMsg[]> {
  let same: RoamMsg[] = [];
  for await (const message of messages) {
    if (same[0] && same[0].MsgTimeStamp !== message.MsgTimeStamp) {
      yield same;
      same = [];
    }
    same.push(message);
  }
  if (same.length > 0) yield same;
}

function timeOf(same: readonly RoamMsg[] | undefined): number {
  return same?.[0]?.MsgTimeStamp ?? Number.POSITIVE_INFINITY;
}

function keyOf({ MsgKey }: RoamMsg): string {
  return MsgKey;
}
