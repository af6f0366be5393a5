import { compileSchedule, NO_CALENDARS } from '@carillon/core';
import { expect, it } from 'vitest';
import { createFiringWalk } from './firing-walk.ts';

const everySecond = compileSchedule({ every: '1s' }, { key: 'test', calendars: NO_CALENDARS });
const SPAN = { after: Date.UTC(2026, 10, 21), until: Date.UTC(2026, 10, 28) };

it('lets others have their turn while it walks', async () => {
  let turns = 0;
  let isWalking = true;
  const takeTurn = (): void => {
    turns++;
    if (isWalking) setImmediate(takeTurn);
  };
  setImmediate(takeTurn);
  let seen = 0;
  await createFiringWalk().through(everySecond, SPAN, () => void seen++);
  isWalking = false;
  expect(seen).toBe(604_800);
  expect(turns).toBeGreaterThan(1);
});

it('ends where nobody wants more, and at its bound', async () => {
  let seen = 0;
  await createFiringWalk().through(everySecond, SPAN, () => ++seen < 5);
  expect(seen).toBe(5);
  const walk = createFiringWalk(1_000);
  await walk.through(everySecond, { ...SPAN, until: SPAN.after + 900_000 }, () => {});
  const rest = walk.through(everySecond, { ...SPAN, until: SPAN.after + 900_000 }, () => {});
  await expect(rest).rejects.toMatchObject({ code: 'LIMIT_FIRINGS' });
});
