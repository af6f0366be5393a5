/** For tests only: a database per test file, a cluster on it. Nothing that ships may import this package. */
export { endPool } from './end-pool.ts';
export { createEmptyDatabase, createTestDatabase, type TestDatabase } from './test-database.ts';
export { startTestCluster, TEST_SCOPE, type TestCluster, type TestNode } from './test-cluster.ts';
export { createTestStore, type TestStore } from './test-store.ts';
