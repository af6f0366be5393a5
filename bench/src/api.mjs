// The API beside much history: how many requests a second each of them bears, and how long the slowest of a hundred takes.
import { formatId } from '@carillon/core';
import autocannon from 'autocannon';
import { DAYS, fillHistory } from './history/fill.mjs';
import { onOwnDatabase } from './own-database.mjs';
import { call, warmUp } from './workloads.mjs';

const CONNECTIONS = 4;
const SECONDS = 5;
const SAMPLE = 1_000;

/** Paths below /api/v1; `ids` are runs from all of history, `cursor` is that of a page in its middle. */
const REQUESTS = {
  'list runs': () => ['/runs?limit=50'],
  'list runs of a workflow': () => ['/runs?limit=50&workflow=past_7'],
  'list failed runs': () => ['/runs?limit=50&state=failed'],
  'list stopped runs, of which there are none': () => ['/runs?limit=50&state=stopped'],
  'list runs, a page from the middle': ({ cursor }) => [`/runs?limit=50&cursor=${cursor}`],
  'get a run': ({ ids }) => ids.map((id) => `/runs/${id}`),
  'get the tasks of a run': ({ ids }) => ids.map((id) => `/runs/${id}/tasks`),
  'get the overview': () => ['/overview?hours=24'],
  'list workflows': () => ['/workflows?limit=50'],
  'get the matrix of a workflow': () => ['/workflows/default/past_7/matrix'],
};

/** @returns a result for each request, by what it is */
export async function measureApi({ history }) {
  return onOwnDatabase(async ({ platform, client }) => {
    await warmUp(platform);
    const fill = await fillHistory({ platform, client });
    await fill.upTo(history);
    await platform.publish('solo', { only: call('noop') });
    const { url, token } = platform.running;
    const shot = (requests) =>
      autocannon({
        url,
        connections: CONNECTIONS,
        duration: SECONDS,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        requests,
      });
    const places = await placesIn(client);
    const results = [];
    for (const [figure, pathsOf] of Object.entries(REQUESTS)) {
      const requests = pathsOf(places).map((path) => ({ method: 'GET', path: `/api/v1${path}` }));
      results.push(resultOf(figure, await shot(requests), history));
    }
    const body = JSON.stringify({ workflow: 'solo', params: { n: 1 } });
    const start = await shot([{ method: 'POST', path: '/api/v1/runs', body }]);
    results.push(resultOf('start a run', start, history));
    return results;
  });
}

/** $2 runs at even distances over $1 seconds. */
const EVENLY = `
select (select id from run_history where id >= (lpad(to_hex(((extract(epoch from now()) - $1::float8 * i / $2::int4) * 1000)::int8), 12, '0')
  || repeat('0', 20))::uuid order by id limit 1)
from generate_series(1, $2::int4) i`;

async function placesIn(client) {
  const { rows } = await client.query(EVENLY, [DAYS * 86_400, SAMPLE]);
  const ids = rows.map(({ id }) => formatId('run', id));
  const cursor = Buffer.from(JSON.stringify([rows[rows.length >> 1].id])).toString('base64url');
  return { ids, cursor };
}

/** A server with too much to do refuses lists: what was refused is no answer. How long answers alone took is not known then. */
function resultOf(figure, { requests, duration, latency, non2xx, errors }, history) {
  if (errors > 0) throw new Error(`${figure}: ${errors} requests were not answered`);
  const value = (requests.total - non2xx) / duration;
  return {
    figure,
    unit: 'requests/s',
    value,
    ...(non2xx > 0 ? {} : { p99: latency.p99 }),
    beside: { history, ...(non2xx > 0 ? { refused: non2xx } : {}) },
  };
}
