/** Immutable facts of open runs, kept because every dependent step needs them again; re-read when unknown. */
import {
  type EngineStore,
  type ExpressionContext,
  formatId,
  type FinishedUpstream,
  type JsonObject,
  NO_CALENDARS,
  placeContext,
  resolveParams,
  type Scope,
  type RunContextRecord,
  runContext,
  runLogicalDate,
  taskStateOf,
} from '@carillon/core';
import type { CompiledVersion } from './versions.ts';

const KEPT = 20_000;
const NAME_TTL_MS = 60_000;
/** Parameters are resolved before the run has an id. */
const NO_RUN = '00000000-0000-7000-8000-000000000000';

export interface RunFacts extends RunContextRecord {
  /** JSON text of `params`, empty for `{}`: sent with every assignment. */
  readonly paramsText: string;
}

export interface Contexts {
  remember(record: RunContextRecord): RunFacts;
  get(runId: string): Promise<RunFacts | undefined>;
  forget(runId: string): void;
  /** What the expressions of a run's tasks may read. */
  expressionContext(
    facts: RunFacts,
    version: CompiledVersion,
    upstreams: readonly FinishedUpstream[],
  ): Promise<ExpressionContext>;
  /** The parameters of a run that nobody typed in: a schedule's, else defaults, else variables. */
  runParams(
    version: CompiledVersion,
    input: JsonObject,
    run: Omit<RunContextRecord, 'runId' | 'params' | 'tenantKey' | 'projectKey' | 'environmentKey' | 'rerunOf'> & {
      readonly scope: Scope;
    },
  ): Promise<JsonObject>;
  environmentName(key: number): Promise<string>;
  runUrl(facts: { readonly runId: string }, version: CompiledVersion): string;
  logicalDate(
    facts: { readonly logicalTime: Date | undefined; readonly createdAt: Date },
    version: CompiledVersion,
  ): string;
}

export function createContexts(
  store: Pick<EngineStore, 'runContext' | 'environmentName' | 'variables'>,
  publicUrl: string,
): Contexts {
  const known = new Map<string, RunFacts>();
  const environments = new Map<number, string>();
  const variables = new Map<string, { readonly at: number; readonly values: JsonObject }>();

  const remember = (record: RunContextRecord): RunFacts => {
    const text = JSON.stringify(record.params);
    const facts = { ...record, paramsText: text === '{}' ? '' : text };
    known.set(record.runId, facts);
    if (known.size > KEPT) known.delete(known.keys().next().value as string);
    return facts;
  };

  const environmentName = async (key: number): Promise<string> => {
    const name = environments.get(key) ?? (await store.environmentName(key)) ?? '';
    environments.set(key, name);
    return name;
  };

  const variablesOf = async (facts: RunFacts): Promise<JsonObject> => {
    const name = `${facts.projectKey}/${facts.environmentKey}`;
    const kept = variables.get(name);
    const now = performance.now();
    if (kept && now - kept.at < NAME_TTL_MS) return kept.values;
    const values = await store.variables(facts);
    variables.set(name, { at: now, values });
    return values;
  };

  const runUrl: Contexts['runUrl'] = (facts, version) =>
    `${publicUrl}/p/${version.record.project}/r/${formatId('run', facts.runId)}`;
  const logicalDate: Contexts['logicalDate'] = (facts, version) =>
    runLogicalDate(version.record.document, facts, NO_CALENDARS);

  return {
    remember,
    environmentName,
    runUrl,
    logicalDate,
    async get(runId) {
      const facts = known.get(runId);
      if (facts) return facts;
      const record = await store.runContext(runId);
      return record && remember(record);
    },
    forget: (runId) => void known.delete(runId),
    async runParams(version, input, run) {
      const facts = { ...run, ...run.scope, runId: NO_RUN, params: {}, paramsText: '', rerunOf: undefined };
      const { tasks: _, params: __, ...context } = await expressionContext(facts, version, []);
      const resolved = resolveParams(version.record.document.params ?? {}, input, {
        vars: context.vars ?? {},
        context,
      });
      if (!resolved.ok) throw new Error(`parameters: ${resolved.errors.map((error) => error.message).join('; ')}`);
      return resolved.values;
    },
    expressionContext,
  };

  async function expressionContext(
    facts: RunFacts,
    version: CompiledVersion,
    upstreams: readonly FinishedUpstream[],
  ): Promise<ExpressionContext> {
    const { record } = version;
    return {
      ...placeContext({
        workflow: { name: record.workflow, labels: record.document.labels },
        project: { name: record.project },
        environment: { name: await environmentName(facts.environmentKey) },
        tenant: { name: record.tenant },
      }),
      params: facts.params,
      vars: await variablesOf(facts),
      run: runContext({
        id: formatId('run', facts.runId),
        url: runUrl(facts, version),
        version: record.number,
        logicalTime: facts.logicalTime,
        logicalDate: logicalDate(facts, version),
        trigger: facts.triggerKind,
        rerunOf: facts.rerunOf && formatId('run', facts.rerunOf),
        startedAt: facts.createdAt,
      }),
      tasks: Object.fromEntries(
        upstreams.map((upstream) => [version.plan.tasks[upstream.taskNo]?.id ?? '', upstreamContext(upstream)]),
      ),
    };
  }
}

function upstreamContext(upstream: FinishedUpstream): JsonObject {
  return {
    state: taskStateOf(upstream.state),
    reason: upstream.reason ? { code: upstream.reason.code, params: upstream.reason.params ?? {} } : null,
    outputs: upstream.output ?? {},
    attempts: upstream.attempt,
    exitCode: upstream.exitCode ?? null,
  };
}
