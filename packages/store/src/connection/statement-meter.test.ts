import { host } from '@carillon/runtime';
import { afterEach, expect, it, vi } from 'vitest';
import pg from 'pg';
import { createStatementMeter } from './statement-meter.ts';

type Answer = (error: Error | null, result: unknown) => void;

afterEach(() => vi.restoreAllMocks());

/** A meter on a driver whose statements end when the test says so, and a clock that it moves. */
function metered() {
  let now = 0;
  vi.spyOn(host, 'monotonic').mockImplementation(() => now);
  const asked: Answer[] = [];
  const query = (...given: unknown[]): unknown => {
    const callback = given.at(-1);
    if (typeof callback === 'function') return void asked.push(callback as Answer);
    return new Promise((resolve, reject) => asked.push((error, result) => (error ? reject(error) : resolve(result))));
  };
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(query);
  const names: string[] = [];
  const meter = createStatementMeter((name) => void names.push(name));
  const client = new meter.Client() as unknown as {
    query(...given: unknown[]): Promise<unknown>;
  };
  return { meter, client, asked, names, pass: (ms: number) => void (now += ms) };
}

it('tells the slowest of few, the 99th percentile of many, and forgets them', async () => {
  const { meter, client, asked, names, pass } = metered();
  for (let i = 0; i < 99; i++) {
    const answer = client.query({ name: 'claim', text: '' });
    pass(2);
    asked.shift()?.(null, {});
    await answer;
  }
  const slow = client.query('begin');
  pass(700);
  asked.shift()?.(null, {});
  await slow;
  expect(meter.take()).toEqual({ p99Ms: 2, count: 100 });
  expect(meter.take()).toEqual({ p99Ms: 0, count: 0 });
  expect(new Set(names)).toEqual(new Set(['claim', 'unnamed']));
});

it('counts one that does not end, from its beginning', async () => {
  const { meter, client, asked, pass } = metered();
  const answer = client.query('select 1');
  pass(600);
  expect(meter.take()).toEqual({ p99Ms: 600, count: 0 });
  pass(1_000);
  expect(meter.take().p99Ms).toBe(1_600);
  asked.shift()?.(new Error('cut'), undefined);
  await expect(answer).rejects.toThrow('cut');
  expect(meter.take()).toEqual({ p99Ms: 1_600, count: 1 });
  expect(meter.take()).toEqual({ p99Ms: 0, count: 0 });
});

it('hands callbacks what they were to have', () => {
  const { meter, client, asked, pass } = metered();
  const callback = vi.fn<Answer>();
  void client.query({ text: 'select 1' }, undefined, callback);
  pass(5);
  asked.shift()?.(null, { rows: [1] });
  expect(callback).toHaveBeenCalledExactlyOnceWith(null, { rows: [1] });
  expect(meter.take()).toEqual({ p99Ms: 5, count: 1 });
});
