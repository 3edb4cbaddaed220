import { expect, it } from 'vitest';
import { Pace } from '../../../src/deliver/pace.js';
import { FakeClock } from '../../helpers/fake-clock.js';

/** A pace that is past its first seconds. */
async function warmPace(clock: FakeClock): Promise<Pace> {
  const pace = new Pace(100, clock);
  for (let second = 0; second < 3; second += 1) {
    await clock.advance(1_000);
    pace.recover();
  }
  expect(pace.isFull).toBe(true);
  return pace;
}

it('begins a little below the rate and reaches it in two seconds', async () => {
  const clock = new FakeClock();
  const pace = new Pace(100, clock);
  expect(pace.ratePerSecond).toBe(90);
  await clock.advance(1_000);
  pace.recover();
  expect(pace.ratePerSecond).toBe(96);
  await clock.advance(1_000);
  pace.recover();
  expect(pace.ratePerSecond).toBe(100);
});

it('goes down a little for a lone push-back, and at most once a second', async () => {
  const clock = new FakeClock();
  const pace = await warmPace(clock);
  for (let answer = 0; answer < 100; answer += 1) pace.recover();
  expect(pace.slowDown()).toBe(true);
  expect(pace.slowDown()).toBe(false);
  expect(pace.ratePerSecond).toBeCloseTo(98.5, 0);
});

it('goes down by the share that is pushed back, and by half at most', async () => {
  const clock = new FakeClock();
  const pace = await warmPace(clock);
  for (let answer = 0; answer < 90; answer += 1) pace.recover();
  for (let answer = 0; answer < 10; answer += 1) pace.slowDown();
  await clock.advance(1_000);
  for (let answer = 0; answer < 90; answer += 1) pace.recover();
  const before = pace.ratePerSecond;
  for (let answer = 0; answer < 10; answer += 1) pace.slowDown();
  expect(pace.ratePerSecond / before).toBeCloseTo(1 - 1.5 * (11 / 191), 2);
  await clock.advance(5_000);
  for (let answer = 0; answer < 10; answer += 1) pace.slowDown();
  await clock.advance(1_000);
  const high = pace.ratePerSecond;
  pace.slowDown();
  expect(pace.ratePerSecond / high).toBeCloseTo(0.5);
});

it('goes up by a share of the greatest rate, and no further', async () => {
  const clock = new FakeClock();
  const pace = await warmPace(clock);
  for (let answer = 0; answer < 100; answer += 1) pace.recover();
  pace.slowDown();
  await clock.advance(1_000);
  expect(pace.recover()).toBe(true);
  expect(pace.ratePerSecond).toBe(100);
  for (let second = 0; second < 10; second += 1) {
    await clock.advance(1_000);
    pace.recover();
  }
  expect(pace.ratePerSecond).toBe(100);
  expect(pace.recover()).toBe(false);
});

it('never goes to nothing', async () => {
  const clock = new FakeClock();
  const pace = new Pace(100, clock);
  for (let time = 0; time < 100; time += 1) {
    pace.slowDown();
    await clock.advance(1_000);
  }
  expect(pace.ratePerSecond).toBe(2);
});
