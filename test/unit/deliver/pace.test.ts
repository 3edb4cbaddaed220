import { expect, it } from 'vitest';
import { Pace } from '../../../src/deliver/pace.js';
import { FakeClock } from '../../helpers/fake-clock.js';

it('goes down by a factor at most once a second and up by a share of the greatest rate', async () => {
  const clock = new FakeClock();
  const pace = new Pace(100, clock);
  expect(pace.slowDown()).toBe(true);
  expect(pace.slowDown()).toBe(false);
  expect(pace.ratePerSecond).toBeCloseTo(70);
  await clock.advance(1_000);
  expect(pace.slowDown()).toBe(true);
  expect(pace.ratePerSecond).toBeCloseTo(49);
  await clock.advance(1_000);
  expect(pace.recover()).toBe(true);
  expect(pace.ratePerSecond).toBeCloseTo(51);
  for (let second = 0; second < 60; second += 1) {
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
