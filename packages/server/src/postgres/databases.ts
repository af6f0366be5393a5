/** The databases of a private server: the platform's own, and a warehouse for workflows to play with. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Postgres } from './postgres.ts';

const PLATFORM = 'carillon';
const WAREHOUSE = 'warehouse';

/** URL of the platform's database, made when it is missing. No role but the superuser may connect to it. */
export async function ensurePlatformDatabase(postgres: Postgres): Promise<string> {
  await withAdmin(postgres, async (admin) => {
    if (!(await databaseExists(admin, PLATFORM))) await admin.query(`create database ${PLATFORM}`);
    await admin.query(`revoke connect on database ${PLATFORM}, postgres, template1 from public`);
  });
  return postgres.url(PLATFORM);
}

/**
 * URL of the warehouse, as its own role without rights anywhere else. The password is new at every start:
 * nobody has to keep it.
 */
export async function ensureWarehouse(postgres: Postgres): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await withAdmin(postgres, async (admin) => {
    const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [WAREHOUSE]);
    // Utility statements take no parameters; the password is base64url and needs no quoting.
    await admin.query(
      `${rowCount ? 'alter' : 'create'} role ${WAREHOUSE} login nosuperuser nocreatedb nocreaterole password '${password}'`,
    );
    if (!(await databaseExists(admin, WAREHOUSE))) await admin.query(`create database ${WAREHOUSE} owner ${WAREHOUSE}`);
    await admin.query(`revoke connect on database ${WAREHOUSE} from public`);
  });
  return postgres.url(WAREHOUSE, { name: WAREHOUSE, password });
}

async function withAdmin(postgres: Postgres, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: postgres.url('postgres'), application_name: 'carillon-setup' });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

async function databaseExists(admin: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
  return rowCount === 1;
}
