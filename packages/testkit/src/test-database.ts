/** A migrated database for one test file: a clone of the template, made in some tens of milliseconds. */
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { administer, urlOf } from './administer.ts';

/** What the global setup hands to every test file. */
declare module 'vitest' {
  export interface ProvidedContext {
    testServer: { readonly adminUrl: string; readonly template: string };
  }
}

export interface TestDatabase {
  readonly url: string;
  /** Also when connections are still open. */
  drop(): Promise<void>;
}

/**
 * @example
 * let database: TestDatabase;
 * beforeAll(async () => { database = await createTestDatabase(); });
 * afterAll(() => database.drop());
 */
export function createTestDatabase(): Promise<TestDatabase> {
  return create(inject('testServer').template);
}

/** One without any schema, for tests of migrations. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create('template0');
}

async function create(template: string): Promise<TestDatabase> {
  const { adminUrl } = inject('testServer');
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await administer(adminUrl, `create database ${name} template ${template}`);
  return {
    url: urlOf(adminUrl, name),
    drop: () => administer(adminUrl, `drop database if exists ${name} with (force)`),
  };
}
