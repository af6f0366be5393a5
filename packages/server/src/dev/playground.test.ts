import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Playground, startPlayground } from './playground.ts';

let playground: Playground;
let heard: string[];

beforeEach(async () => {
  heard = [];
  playground = await startPlayground((text) => heard.push(text));
});
afterEach(() => playground.stop());

describe('startPlayground', () => {
  it('serves a data set of the package and nothing beside it', async () => {
    const csv = await (await fetch(`${playground.url}/data/seattle-weather.csv`)).text();
    expect(csv.split('\n')[0]).toBe('date,precipitation,temp_max,temp_min,wind,weather');
    expect((await fetch(`${playground.url}/data/..%2fpackage.json`)).status).toBe(404);
    expect((await fetch(`${playground.url}/data/none.csv`)).status).toBe(404);
  });

  it('remembers the last twenty notifications, newest first', async () => {
    for (let i = 1; i <= 21; i++) {
      await fetch(`${playground.url}/webhook`, { method: 'POST', body: JSON.stringify({ text: `call ${i}` }) });
    }
    const calls = (await (await fetch(`${playground.url}/webhook`)).json()) as { body: { text: string } }[];
    expect(calls).toHaveLength(20);
    expect(calls[0]?.body.text).toBe('call 21');
    expect(heard.at(-1)).toBe('call 21');
  });
});
