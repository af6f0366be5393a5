/** Causes of failures of all kinds, and somebody who is told of them: a noisy one, one that is silenced, one that is seen to. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '@carillon/sdk';
import { until } from '../e2e/until.ts';

/** Whose runs end as their parameter says. */
export const NOISY = 'stock-sync';
const FLAPS = 4;

export interface Receiver {
  readonly url: string;
  close(): void;
}

/** Takes every notice. */
export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => request.resume().on('end', () => response.end())).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/notices`, close: () => server.close().closeAllConnections() };
}

/** Runs it until it has ended with this exit code. */
export async function endWith(client: Client, code: number): Promise<void> {
  const { id } = await client.runs.start({ workflow: NOISY, params: { code } });
  await until(`a run of ${NOISY} has ended`, async () => (await client.runs.get(id)).endedAt !== undefined);
}

/** The cause that made the noise. */
export async function makeNoise(client: Client, { url }: Receiver): Promise<string> {
  await client.channels.set({ project: 'default', name: 'ops', url });
  await client.alerts.setRule({ project: 'default', workflow: 'booking', severity: 'critical', hold: '1m' });
  for (let n = 0; n < FLAPS; n++) {
    await endWith(client, 3);
    await endWith(client, 0);
  }
  await endWith(client, 3);
  const noisy = await until('the noise is told', async () => {
    const { items } = await client.alerts.list({ workflow: NOISY, state: 'open' });
    return items.find(({ told, notified }) => told.length > 0 && notified > 2 * FLAPS);
  });
  return noisy.id;
}

/** What somebody does about the others. */
export async function answerAlerts(client: Client): Promise<void> {
  const causeOf = (workflow: string) =>
    until(`a cause in ${workflow}`, async () => (await client.alerts.list({ workflow })).items.at(0));
  await client.alerts.acknowledge((await causeOf('booking')).id);
  await client.silences.create({
    cause: (await causeOf('regions')).id,
    for: '2d',
    reason: 'INC-8812',
    unlessWorse: true,
  });
}
