/** The faults of the store, by their names in the report: how each is made and undone, and what must be seen meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { until } from '../e2e/until.ts';
import { works } from './play.ts';
import { DATABASE, type HarmedPostgres } from './postgres.ts';
import type { Rig } from './rig.ts';

/** Ends when it is healed. @throws Error for what must not be seen */
type Fault = (rig: Rig) => Promise<void>;

export interface StoreFault {
  readonly inject: Fault;
  /** Commits may be lost: what was acknowledged shortly before need not be there. */
  readonly losesCommits?: true;
}

const SECOND = 1_000;
const OTHERS = `from pg_stat_activity where datname = '${DATABASE}' and pid <> pg_backend_pid()`;

function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}

const outage =
  (mode: 'fast' | 'immediate', seconds: number): Fault =>
  async ({ postgres }) => {
    await postgres.stop(mode);
    await delay(seconds * SECOND);
    await postgres.start();
  };

/** The primary is killed; the standby takes its place, and a new one is made for the next time. */
async function failOver(rig: Rig, standby: HarmedPostgres): Promise<void> {
  await rig.postgres.stop('immediate');
  await standby.promote();
  for (const way of rig.ways) way.aim(standby.port);
  const before = rig.postgres;
  rig.postgres = standby;
  await before.remove();
}

async function withStandby(rig: Rig): Promise<HarmedPostgres> {
  await rig.postgres.stop('fast');
  const standby = await rig.postgres.standby();
  await rig.postgres.start();
  await standby.start();
  await until('a standby that follows', async () => {
    const rows = await rig.postgres.sql(`select 1 from pg_stat_replication where state = 'streaming'`);
    return rows.length > 0;
  });
  await until('the platform again', () => works(rig, 0));
  return standby;
}

async function incidentsOf(rig: Rig): Promise<number> {
  const { body } = await rig.ask(0, 'GET', '/incidents?limit=200');
  return (body['items'] as readonly unknown[] | undefined)?.length ?? 0;
}

const readOnly = async ({ postgres }: Rig, isOn: boolean): Promise<void> => {
  await postgres.sql(
    'set default_transaction_read_only = off',
    `alter database ${DATABASE} ${isOn ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only'}`,
    `select pg_terminate_backend(pid) ${OTHERS}`,
  );
};

/** Of one workflow: lists are put off by a server under load. */
const readsGoOn = async (rig: Rig): Promise<boolean> =>
  (await rig.ask(0, 'GET', '/workflows/default/quick')).status === 200;

export const STORE_FAULTS: Readonly<Record<string, StoreFault>> = {
  store_restart: { inject: outage('fast', 1) },
  store_crash: { inject: outage('immediate', 3) },
  /** Longer than every lease. */
  store_outage: { inject: outage('immediate', 40) },
  store_backend_kill: {
    async inject({ postgres }) {
      const [row] = await postgres.sql<{ pid: number }>(
        `select pid ${OTHERS} and application_name = 'carillon-server' limit 1`,
      );
      must(row !== undefined, 'no backend to kill');
      process.kill(row?.pid ?? 0, 'SIGKILL');
      await until('its recovery', () =>
        postgres.sql('select 1').then(
          () => true,
          () => false,
        ),
      );
    },
  },
  store_sessions_cut: {
    async inject({ postgres }) {
      for (let round = 0; round < 20; round++) {
        await postgres.sql(`select pg_terminate_backend(pid) ${OTHERS} and random() < 0.5`);
        await delay(SECOND / 2);
      }
    },
  },
  store_frozen: {
    async inject(rig) {
      await rig.postgres.freeze();
      try {
        await delay(SECOND / 2);
        const answers = await Promise.all([
          rig.ask(0, 'GET', '/runs'),
          rig.ask(1, 'POST', '/runs', { workflow: 'quick' }),
        ]);
        for (const { status, ms } of answers) {
          must(status === 503, `a frozen store is answered with ${status}`);
          must(ms < 5 * SECOND, `a frozen store is told of after ${Math.round(ms)} ms`);
        }
        await delay(30 * SECOND);
      } finally {
        await rig.postgres.thaw();
      }
    },
  },
  store_cut: {
    async inject(rig) {
      for (const way of rig.ways) way.cut();
      await delay(20 * SECOND);
      for (const way of rig.ways) way.mend();
    },
  },
  store_read_only: {
    async inject(rig) {
      await readOnly(rig, true);
      try {
        const refused = await until('a refused write', async () => {
          const answer = await rig.ask(0, 'POST', '/runs', { workflow: 'quick' });
          return answer.body['code'] === 'STORE_READ_ONLY' && answer;
        });
        must(refused.status === 503, `a write is answered with ${refused.status}`);
        // One may meet a connection that was cut a moment ago, or a busy machine; then another does not.
        await until('a read', () => readsGoOn(rig));
        await delay(20 * SECOND);
        await until('a read after a while', () => readsGoOn(rig));
      } finally {
        await readOnly(rig, false);
      }
    },
  },
  store_connections_exhausted: {
    async inject(rig) {
      const taken: pg.Client[] = [];
      const { port } = rig.postgres;
      // Whatever the platform lets go of is taken before it comes back.
      await rig.postgres.sql(`select pg_terminate_backend(pid) ${OTHERS} and application_name = 'carillon-server'`);
      for (;;) {
        const client = new pg.Client({ connectionString: `postgres://postgres@127.0.0.1:${port}/postgres` });
        client.on('error', () => undefined); // it is only there to be in the way
        const isIn = await client.connect().then(
          () => true,
          () => false,
        );
        if (!isIn) break;
        taken.push(client);
      }
      await delay(10 * SECOND);
      for (const client of taken) await client.end();
    },
  },
  store_fail_over_synchronous: {
    async inject(rig) {
      const before = await incidentsOf(rig);
      const standby = await withStandby(rig);
      await rig.postgres.sql(`alter system set synchronous_standby_names = '*'`, 'select pg_reload_conf()');
      await until('a synchronous standby', async () => {
        const rows = await rig.postgres.sql(`select 1 from pg_stat_replication where sync_state = 'sync'`);
        return rows.length > 0;
      });
      await rig.roundTrip(0);
      await failOver(rig, standby);
      await until('an incident', async () => (await incidentsOf(rig)) > before);
    },
  },
  store_fail_over_asynchronous: {
    losesCommits: true,
    async inject(rig) {
      const before = await incidentsOf(rig);
      const standby = await withStandby(rig);
      await standby.stop('fast');
      for (let i = 0; i < 10; i++) await rig.roundTrip(i % 2);
      const [{ fence }] = (await rig.postgres.sql('select last_value fence from fence_seq')) as [{ fence: number }];
      await rig.postgres.stop('immediate');
      await standby.start();
      await failOver(rig, standby);
      await until('an incident', async () => (await incidentsOf(rig)) > before);
      const [{ raised }] = (await standby.sql('select last_value raised from fence_seq')) as [{ raised: number }];
      must(raised > fence, `fences went back from ${fence} to ${raised}`);
    },
  },
  store_restored: {
    losesCommits: true,
    async inject(rig) {
      const before = await incidentsOf(rig);
      await rig.postgres.stop('fast');
      const backup = await rig.postgres.copy();
      await rig.postgres.start();
      await until('the platform again', () => works(rig, 0));
      for (let i = 0; i < 10; i++) await rig.roundTrip(i % 2);
      // A watch sees each second how far the log of the database has come.
      await delay(3 * SECOND);
      await rig.postgres.stop('fast');
      await rig.postgres.restore(backup);
      await backup.remove();
      await rig.postgres.start();
      await until('an incident', async () => (await incidentsOf(rig)) > before);
    },
  },
};
