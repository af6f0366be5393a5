/**
 * Three projects: `unit` is pure and fast, `pg` runs against clones of one migrated PostgreSQL, `e2e` starts
 * the built program. Workspace packages are read from their sources, so only `e2e` needs a build.
 */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Asked for thrice: what vite bundles, what runs in Node, and what runs before the tests.
const conditions = ['@carillon/source', 'module', 'node', 'development|production'];
const sources = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Where vitest runs a global setup.
  environments: { __vitest__: { resolve: { conditions } } },
};

const IGNORED = ['**/node_modules/**', '**/dist/**'];

/**
 * Test files run in one process for each core, one after the other: reading what they import anew for each of them was
 * half of all the work. What a file puts into a module's variables it takes out again; `vi.mock` of a module that others
 * use needs `vi.resetModules` after it.
 */
const SHARED = { isolate: false } as const;

export default defineConfig({
  test: {
    pool: 'forks',
    // By default one core is left idle, which is half of a small machine: most files wait more than they work.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        ...sources,
        test: {
          name: 'unit',
          ...SHARED,
          setupFiles: ['tests/property-seed.ts'],
          include: ['{packages,plugins,sdk,tools,bench,examples,tests/{chaos,screens}}/**/*.test.{ts,tsx}'],
          exclude: [...IGNORED, '**/*.pg.test.ts'],
          testTimeout: 10_000,
          // Some start a server, and a Java machine on a cold disk takes its time.
          hookTimeout: 90_000,
        },
      },
      {
        ...sources,
        test: {
          name: 'pg',
          ...SHARED,
          include: ['{packages,plugins,sdk}/**/*.pg.test.ts', 'tests/{cases,faults}/*.test.ts'],
          // Scenarios wait more than they work.
          maxConcurrency: 20,
          exclude: IGNORED,
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...sources,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: IGNORED,
          // After the others, whose tests would starve beside whole programs.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
