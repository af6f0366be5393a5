/**
 * Before the first test against PostgreSQL: one server (private, or the one CARILLON_TEST_DATABASE_URL names)
 * with one migrated template database. Every test file then works in a clone of its own. CARILLON_TEST_DIRECTORY
 * is where the private one has its files: a directory in memory saves the wait for a disk at each commit.
 */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '@carillon/runtime';
import { startPostgres } from '@carillon/server/postgres';
import { migrate } from '@carillon/store';
import type { TestProject } from 'vitest/node';
import { administer, urlOf } from './administer.ts';

interface TestServer {
  readonly adminUrl: string;
  stop(): Promise<void>;
}

const log = createLogger({ name: 'testkit', level: 'warn', pretty: true });

// biome-ignore lint/style/noDefaultExport: vitest finds a global setup by its default export
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['CARILLON_TEST_DATABASE_URL'];
  const server = given ? { adminUrl: given, stop: async () => undefined } : await startPrivateServer();
  const template = `carillon_test_${randomUUID().slice(0, 8)}`;
  await administer(server.adminUrl, `create database ${template}`);
  await migrate(urlOf(server.adminUrl, template), log);
  project.provide('testServer', { adminUrl: server.adminUrl, template });
  return async () => {
    await administer(server.adminUrl, `drop database ${template} with (force)`);
    await server.stop();
  };
}

async function startPrivateServer(): Promise<TestServer> {
  const dataDirectory = await mkdtemp(
    path.join(process.env['CARILLON_TEST_DIRECTORY'] ?? os.tmpdir(), 'carillon-test-'),
  );
  // As root, PostgreSQL runs as somebody else, who must get in.
  await chmod(dataDirectory, 0o711);
  const postgres = await startPostgres({ dataDirectory, log });
  return {
    adminUrl: postgres.url('postgres'),
    stop: async () => {
      await postgres.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
