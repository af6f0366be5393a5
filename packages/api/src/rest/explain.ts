/** Why runs and task runs wait. Only looks: the evaluator is the engine's own, run on facts. */
import {
  boundAnswer,
  type Check,
  explainRun,
  explainTask,
  type Explanation,
  formatId,
  type RunExplanation,
  sentenceOf,
  type TaskExplanation,
  taskRunId,
} from '@carillon/core';
import { RunExplanation as RunExplanationSchema, TaskRunExplanation } from '@carillon/protocol';
import type * as rest from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound, runIdOf, taskRunOf } from './context.ts';
import { API, instant, present } from './views.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
type Of = { Params: Static<typeof ById> };
const READ = { access: { action: 'run.read', resource: 'run' } } as const;

export function addExplainRoutes(app: App, { queries }: ApiContext): void {
  app.get<Of>('/runs/:id/explain', {
    config: READ,
    schema: {
      tags: ['runs'],
      summary: 'Why the run and its task runs wait',
      params: ById,
      response: { 200: ref(RunExplanationSchema) },
    },
    handler: async (request) => {
      const facts = await queries.facts(principalOf(request), runIdOf(request.params.id));
      if (!facts) throw notFound('run');
      return runView(explainRun(facts));
    },
  });

  app.get<Of>('/task-runs/:id/explain', {
    config: READ,
    schema: {
      tags: ['task runs'],
      summary: 'Why the task run waits, check by check',
      params: ById,
      response: { 200: ref(TaskRunExplanation) },
    },
    handler: async (request): Promise<rest.TaskRunExplanation> => {
      const { runId, taskNo } = taskRunOf(request.params.id);
      const facts = await queries.facts(principalOf(request), runId);
      const task = facts?.plan.tasks[taskNo];
      if (!facts || !task) throw notFound('task run');
      const explanation = explainTask(facts, task);
      return {
        kind: 'TaskRunExplanation',
        runId: formatId('run', runId),
        ...taskView(runId, explanation),
        checks: explanation.checks.map(checkView),
        ...API,
      };
    },
  });
}

function runView({ runId, state, own, waiting }: RunExplanation): rest.RunExplanation {
  const { told, rest } = boundAnswer(waiting);
  return present({
    kind: 'RunExplanation' as const,
    id: formatId('run', runId),
    state,
    answer: own && checkView(own),
    items: told.map((explanation) => taskView(runId, explanation)),
    rest: rest.length === 0 ? undefined : rest.map((one) => ({ ...one })),
    ...API,
  });
}

function taskView(runId: string, { taskNo, task, state, answer }: TaskExplanation) {
  return { id: formatId('tr', taskRunId(runId, taskNo)), task, state, answer: checkView(answer) };
}

export function explanationView(state: string, { answer, checks }: Explanation): rest.Explanation {
  return { state, answer: checkView(answer), checks: checks.map(checkView) };
}

export function checkView(check: Check): rest.Check {
  const { code, verdict, params, said, evidence, since, eta, fix } = check;
  return present({
    code,
    verdict,
    params: { ...params },
    sentence: sentenceOf(check),
    said,
    evidence: evidence.map((item) => ({ ...item })),
    since: instant(since),
    eta: instant(eta),
    fix,
  });
}
