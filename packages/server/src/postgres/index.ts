/** The private PostgreSQL of a program that was given no database URL; see postgres.ts. */
export { ensurePlatformDatabase, ensureWarehouse } from './databases.ts';
export { type Postgres, type PostgresOptions, startPostgres } from './postgres.ts';
/** For those who run one of their own, as the tests that harm it do. */
export { type Binaries, prepareBinaries } from './binaries.ts';
export { type DatabaseUser, findDatabaseUser } from './database-user.ts';
export { runToEnd } from './server-program.ts';
