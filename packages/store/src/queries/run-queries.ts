/** Core's port for looking at runs: never on a connection that carries the engine. */
import type { RunQueries } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Database } from '../database.ts';
import { createReader } from '../reader.ts';
import { listArtifacts, openArtifact } from './artifacts.ts';
import { listAttempts } from './attempts.ts';
import { listEvents } from './events.ts';
import { readFeed } from './feed.ts';
import { listChildren } from './children.ts';
import { findRun } from './find-run.ts';
import { listRuns } from './list-runs.ts';
import { readLog } from './log.ts';
import { readFamily } from './run-family.ts';
import { isSchemaCurrent } from './schema-version.ts';
import { listTaskRuns } from './task-runs.ts';
import { taskStates } from './task-states.ts';
import { searchLog } from './search-log.ts';
import { readRunFacts } from './run-facts.ts';
import { usualDurations } from './usual-durations.ts';
import { readUsualTimes } from './usual-times.ts';
import { createVersionTasks } from './version-tasks.ts';
import { listWorkers } from './workers.ts';

export function createRunQueries({ api, read }: Pick<Database, 'api' | 'read'>, log: Logger): RunQueries {
  const reader = createReader(api, read);
  const probe = createReader(api);
  const versionTasks = createVersionTasks(reader);
  return {
    runs: (scope, filter) => listRuns(reader, versionTasks, scope, filter),
    run: async (scope, id) => {
      const run = await findRun(reader, scope, id);
      return run && { ...run, document: (await versionTasks(run.versionKey)).document };
    },
    children: (scope, id, filter) => listChildren(reader, scope, id, filter),
    family: (scope, id) => readFamily(reader, scope, id),
    taskRuns: (scope, runId, range) => listTaskRuns(reader, versionTasks, scope, runId, range),
    taskRun: async (scope, runId, taskNo) =>
      (await listTaskRuns(reader, versionTasks, scope, runId, { from: taskNo, to: taskNo + 1 }))?.[0],
    taskStates: (runs) => taskStates(reader, versionTasks, runs),
    usualDurations: (scope, workflowKeys) => usualDurations(reader, scope, workflowKeys),
    usualTimes: (scope, run) => readUsualTimes(reader, versionTasks, scope, run),
    facts: (scope, runId) => readRunFacts(reader, versionTasks, scope, runId),
    attempts: (scope, runId, taskNo) => listAttempts(reader, versionTasks, scope, { runId, taskNo }),
    events: (scope, runId, page) => listEvents(reader, scope, runId, page),
    feed: (scope, after, limit) => readFeed(reader, scope, after, limit),
    log: (scope, of, range) => readLog(reader, scope, of, range),
    searchLog: (scope, of, search) => searchLog(reader, scope, of, search),
    artifacts: (scope, runId) => listArtifacts(reader, versionTasks, scope, runId),
    artifact: (scope, of) => openArtifact(reader, versionTasks, scope, of),
    workers: () => listWorkers(reader),
    ready: async () => {
      try {
        return await isSchemaCurrent(probe);
      } catch (error) {
        log.warn({ err: error }, 'the database does not answer the health check');
        return false;
      }
    },
  };
}
