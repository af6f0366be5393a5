/** For tests only: a database per test file. Nothing that ships may import this package. */
export { createTestDatabase, type TestDatabase } from './test-database.ts';
