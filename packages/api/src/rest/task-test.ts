/** Testing one task of a text as it stands: a run of that task alone on a worker, with what it reads given. */
import {
  type GivenTask,
  type Json,
  needsItem,
  TASK_TYPES,
  tasksReadBy,
  type TestedTask,
  testDocument,
  testedTask,
  TEST_TRIGGER,
  type WorkflowDocument,
  type Said,
  said,
} from '@carillon/core';
import { Run, TestTask } from '@carillon/protocol';
import { type Finding, hashVersion, type LoadResult, loadDocuments } from '@carillon/spec';
import { APPLY_BODY_LIMIT_BYTES } from '../config.ts';
import { principalOf } from '../http/access-hooks.ts';
import { InputError, wrongInput, meant } from '../http/problem.ts';
import { ref } from '../http/schemas.ts';
import { queueProblems } from './applied-queues.ts';
import type { ApiContext, App } from './context.ts';
import { itemOf } from './finding-item.ts';
import { type FormerRun, formerRun } from './former-run.ts';
import { givenStart } from './given-start.ts';
import { IdempotencyHeader, idempotencyOf, keyReused } from './idempotency.ts';
import { Place } from './query.ts';
import { calendarsOfRuns } from './run-calendars.ts';
import { runView } from './run-views.ts';
import { acceptedAs, newRun } from './start-run.ts';

const PATH = 'workflow.yaml';
const ROUTE = 'POST /tasks/test';

export function addTaskTestRoute(app: App, context: ApiContext): void {
  app.post<{ Body: TestTask; Querystring: Place }>('/tasks/test', {
    bodyLimit: APPLY_BODY_LIMIT_BYTES,
    config: { access: { action: 'task.test', resource: 'workflow' } },
    schema: {
      tags: ['documents'],
      summary: 'Run one task of a text on a worker, as a test that counts nowhere',
      querystring: Place,
      headers: IdempotencyHeader,
      body: ref(TestTask),
      response: { 201: ref(Run) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { body } = request;
      context.admit('low_priority');
      const place = await context.lookups.place(principal, request.query.environment);
      const { document, files } = await testable(context, body);
      const tested = taskOf(document, body);
      const former =
        body.run === undefined ? undefined : await formerRun(context, principal, { run: body.run, task: tested });
      const test = testDocument(document, tested, givenOf(tested, body, former));
      const version = await context.catalog.addTest(place, {
        document: test,
        files,
        hash: hashVersion(test, files),
        author: principal.name,
      });
      const live = { ...version, lifecycle: 'active', document: test };
      const { environment } = place;
      const target = { live, principal, environment, calendars: await calendarsOfRuns(context, live) };
      const { moment, params } = await givenStart(context, target, body, former);
      const idempotency = idempotencyOf(request, principal, ROUTE);
      const start = {
        scope: version.scope,
        workflowKey: version.workflowKey,
        versionKey: version.versionKey,
        params,
        logicalTime: moment.time,
        triggerKind: TEST_TRIGGER,
        isTest: true,
        actor: principal.name,
        ...(idempotency && { idempotency }),
      };
      const result = await context.starter.start(start);
      if (result.kind === 'key_reused') throw keyReused();
      const isReplay = result.kind === 'replayed';
      if (isReplay) reply.header('idempotency-replayed', 'true');
      const run = isReplay ? await acceptedAs(context, principal, result.runId) : newRun(result.runId, target, start);
      request.audit.object = { name: document.name };
      request.audit.project = document.project;
      request.audit.environment = environment;
      const view = runView(run, { principal, publicUrl: context.publicUrl() });
      request.audit.after = { task: body.task, run: view.id };
      return reply.code(201).send(view);
    },
  });
}

type Loaded = LoadResult['workflows'][number];

/** @throws InputError where the text cannot be published either */
async function testable(
  context: ApiContext,
  { text, files = {} }: TestTask,
): Promise<Pick<Loaded, 'document' | 'files'>> {
  const loaded = loadDocuments([{ path: PATH, text }], files);
  const findings: readonly Finding[] = [...loaded.findings, ...(await queueProblems(context, loaded))];
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first) throw new InputError('VALIDATION_DOCUMENT', said`${first.message}`, errors.map(itemOf));
  const [workflow] = loaded.workflows;
  if (!workflow) throw wrong('/text', said`the text has no workflow`);
  return workflow;
}

/** @throws InputError for what no worker could try */
function taskOf(document: WorkflowDocument, { in: map = 'tasks', task }: TestTask): TestedTask {
  const tested = testedTask(document, { in: map, task });
  if (!('problem' in tested)) return tested;
  if (tested.problem === 'unknown_task') {
    const hint = meant(task, tested.known) ?? said`Tasks that can be tested: ${tested.known.join(', ') || 'none'}.`;
    throw wrong('/task', said`there is no task "${task}" in ${map}. ${hint}`);
  }
  const types = Object.entries(TASK_TYPES).flatMap(([type, { inline }]) => (inline ? [] : [type]));
  throw wrong(
    '/task',
    said`a task of type "${tested.type}" cannot be tested: no worker carries it out. Types that can: ${types.join(', ')}.`,
  );
}

/** What was written by hand, over what the former run has. @throws InputError naming what is missing */
function givenOf(
  tested: TestedTask,
  { given = {}, item }: TestTask,
  former: FormerRun | undefined,
): Parameters<typeof testDocument>[2] {
  const read = tasksReadBy(tested).map(({ task }) => task);
  const tasks: Record<string, GivenTask> = {};
  for (const name of read) {
    const { state, outputs } = (given[name] ?? {}) as GivenTask;
    const before = former?.tasks[name];
    if (given[name] === undefined && !before)
      throw wrong(
        `/given/${name}`,
        said`"${tested.name}" reads the task "${name}": give what it came to, or a run in which it ended`,
      );
    tasks[name] = {
      ...before,
      ...(state !== undefined && { state }),
      outputs: { ...before?.outputs, ...outputs },
    };
  }
  const unread = Object.keys(given).find((name) => !read.includes(name));
  if (unread !== undefined) {
    const hint = meant(unread, read) ?? (read.length === 0 ? said`It reads none.` : said`It reads ${read.join(', ')}.`);
    throw wrong(`/given/${unread}`, said`"${tested.name}" does not read the task "${unread}". ${hint}`);
  }
  if (item === undefined && needsItem(tested.task))
    throw wrong('/item', said`"${tested.name}" runs once for each item: give one of them`);
  return { tasks, ...(item !== undefined && { item: item as Json }) };
}

function wrong(pointer: string, message: Said): InputError {
  return wrongInput(pointer, message);
}
