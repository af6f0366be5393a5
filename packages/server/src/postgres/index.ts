/** The private PostgreSQL of a program that was given no database URL; see postgres.ts. */
export { type Postgres, type PostgresOptions, startPostgres } from './postgres.ts';
