/** The API as most test files ask it: one for all tests of a file or of a `describe`. */
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll } from 'vitest';
import { createHarness, type Harness } from './harness.ts';

type Headers = Readonly<Record<string, string>>;

/** Opened before the tests and closed after them. It is asked with the token; paths are those below `/api/v1`. */
export function openedApi(...how: Parameters<typeof createHarness>) {
  let opened: Harness;
  beforeAll(async () => {
    opened = await createHarness(...how);
  });
  afterAll(() => opened.close());

  const get = (path: string, headers: Headers = {}): Promise<LightMyRequestResponse> =>
    opened.ask({ method: 'GET', url: `/api/v1${path}`, headers });
  const post = (path: string, json?: unknown, headers: Headers = {}): Promise<LightMyRequestResponse> =>
    opened.ask({ method: 'POST', url: `/api/v1${path}`, headers, json });

  return {
    /** Is there when tests run, not yet when they are collected. */
    harness: new Proxy({} as Harness, { get: (_, name) => opened[name as keyof Harness] }),
    get,
    post,

    /** What a GET answers with that must succeed. */
    async read<T>(path: string): Promise<T> {
      const answer = await get(path);
      if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
      return answer.json<T>();
    },

    /** Applies documents, which must succeed. */
    async publish(...texts: readonly string[]): Promise<void> {
      const documents = texts.map((text, i) => ({ path: `${i}.yaml`, text }));
      const answer = await post('/documents/apply', { documents });
      if (answer.statusCode !== 200) throw new Error(answer.body);
    },

    query: (text: string, values: readonly unknown[] = []) => opened.store.database.api.query(text, [...values]),

    /** Starts a run of `PIPELINE`, which must be published. @returns its id */
    async startPipeline(body: object = {}): Promise<string> {
      const answer = await post('/runs', { workflow: 'pipeline', ...body });
      if (answer.statusCode !== 201) throw new Error(answer.body);
      return answer.json<{ id: string }>().id;
    },
  };
}
