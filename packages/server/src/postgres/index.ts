/** The private PostgreSQL of a program that was given no database URL; see postgres.ts. */
export { ensurePlatformDatabase, ensureWarehouse } from './databases.ts';
export { type Postgres, type PostgresOptions, startPostgres } from './postgres.ts';
