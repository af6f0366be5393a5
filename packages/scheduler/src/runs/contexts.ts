/** Immutable facts of open runs, kept because every dependent step needs them again; re-read when unknown. */
import {
  type CalendarStore,
  type CalendarTables,
  documentCalendars,
  documentZone,
  type EngineStore,
  type EngineVersion,
  type ExpressionContext,
  formatId,
  type FinishedUpstream,
  type JsonObject,
  NO_CALENDARS,
  OUTERMOST,
  placeContext,
  resolveParams,
  type Result,
  type Scope,
  type RunContextRecord,
  runContext,
  runInterval,
  runLogicalDate,
  SaidError,
  saidList,
  tasksContext,
  type TaskScope,
  taskStateOf,
} from '@carillon/core';
import { host } from '@carillon/runtime';
import type { CompiledVersion } from './versions.ts';

const KEPT = 20_000;
const NAME_TTL_MS = 60_000;
const CALENDAR_TTL_MS = 10_000;
const KEPT_TABLES = 1_000;
/** Parameters are resolved before the run has an id. */
const NO_RUN = '00000000-0000-7000-8000-000000000000';

export interface RunFacts extends RunContextRecord {
  /** JSON text of `params`, empty for `{}`: sent with every assignment. */
  readonly paramsText: string;
}

/** What was given for the parameters of a workflow is not what it takes. */
export class ParamsError extends SaidError {
  override readonly name = 'ParamsError';
}

export interface Contexts {
  remember(record: RunContextRecord): RunFacts;
  get(runId: string): Promise<RunFacts | undefined>;
  /** Without waiting: undefined when they are not known here. */
  peek(runId: string): RunFacts | undefined;
  /** As the store has them now: what the main tasks ended as is no constant. */
  reread(runId: string): Promise<RunFacts | undefined>;
  forget(runId: string): void;
  /** What the expressions of a run's tasks may read. */
  expressionContext(
    facts: RunFacts,
    version: CompiledVersion,
    upstreams: readonly FinishedUpstream[],
    scope?: TaskScope,
  ): Promise<ExpressionContext>;
  /** The parameters of a run that nobody typed in: a schedule's, else defaults, else variables. */
  runParams(
    version: CompiledVersion,
    input: JsonObject,
    run: Omit<
      RunContextRecord,
      'runId' | 'params' | 'tenantKey' | 'projectKey' | 'environmentKey' | 'rerunOf' | 'priority' | 'mainEnd'
    > & {
      readonly scope: Scope;
    },
  ): Promise<JsonObject>;
  environmentName(key: number): Promise<string>;
  runUrl(facts: { readonly runId: string }, version: CompiledVersion): string;
  /** At once where no calendar has to be asked. */
  logicalDate(
    facts: Pick<RunContextRecord, 'runId' | 'logicalTime' | 'createdAt'>,
    version: CompiledVersion,
  ): string | Promise<string>;
}

export function createContexts(
  store: Pick<EngineStore, 'runContext' | 'environmentName' | 'variables'>,
  calendars: Pick<CalendarStore, 'tables'>,
  publicUrl: string,
): Contexts {
  const known = new Map<string, RunFacts>();
  const environments = new Map<number, string>();
  const variables = new Map<string, { readonly at: number; readonly values: JsonObject }>();
  const tables = new Map<string, { readonly at: number; readonly values: CalendarTables }>();

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
    const now = host.monotonic();
    if (kept && now - kept.at < NAME_TTL_MS) return kept.values;
    const values = await store.variables(facts);
    variables.set(name, { at: now, values });
    return values;
  };

  const runUrl: Contexts['runUrl'] = (facts, version) =>
    `${publicUrl}/p/${version.record.project}/r/${formatId('run', facts.runId)}`;

  /** Tables of the calendars that a version asks; most ask none. */
  const tablesOf = async (scope: Scope, { record }: CompiledVersion): Promise<CalendarTables> => {
    const names = namesOf(record);
    if (names.length === 0) return NO_CALENDARS;
    const name = `${scope.projectKey}/${scope.environmentKey}/${names.join(' ')}`;
    const kept = tables.get(name);
    const now = host.monotonic();
    if (kept && now - kept.at < CALENDAR_TTL_MS) return kept.values;
    const values = await calendars.tables(scope, names);
    if (tables.size >= KEPT_TABLES) tables.clear();
    tables.set(name, { at: now, values });
    return values;
  };

  const get: Contexts['get'] = async (runId) => {
    const facts = known.get(runId);
    if (facts) return facts;
    const record = await store.runContext(runId);
    return record && remember(record);
  };

  const logicalDate: Contexts['logicalDate'] = (facts, version) => {
    const { document } = version.record;
    if (namesOf(version.record).length === 0) return runLogicalDate(document, facts, NO_CALENDARS);
    return get(facts.runId)
      .then((scope) => (scope ? tablesOf(scope, version) : NO_CALENDARS))
      .then((asked) => runLogicalDate(document, facts, asked));
  };

  return {
    remember,
    environmentName,
    runUrl,
    logicalDate,
    get,
    peek: (runId) => known.get(runId),
    async reread(runId) {
      const record = await store.runContext(runId);
      return record && remember(record);
    },
    forget: (runId) => void known.delete(runId),
    async runParams(version, input, run) {
      const facts = {
        ...run,
        ...run.scope,
        runId: NO_RUN,
        params: {},
        paramsText: '',
        rerunOf: undefined,
        priority: undefined,
        mainEnd: undefined,
      };
      const { tasks: _, params: __, ...context } = await expressionContext(facts, version, []);
      const resolved = resolveParams(version.record.document.params ?? {}, input, {
        vars: context.vars ?? {},
        context,
      });
      if (!resolved.ok) throw new ParamsError(saidList(resolved.errors.map(({ message }) => message)));
      return resolved.values;
    },
    expressionContext,
  };

  async function expressionContext(
    facts: RunFacts,
    version: CompiledVersion,
    upstreams: readonly FinishedUpstream[],
    scope: TaskScope = OUTERMOST,
  ): Promise<ExpressionContext> {
    const { record } = version;
    const asked = await tablesOf(facts, version);
    const interval = runInterval(record.document, facts.logicalTime, asked);
    return {
      ...placeContext({
        workflow: { name: record.workflow, labels: record.document.labels },
        project: { name: record.project },
        environment: { name: await environmentName(facts.environmentKey) },
        tenant: { name: record.tenant },
      }),
      calendars: asked,
      timeZone: documentZone(record.document),
      params: facts.params,
      vars: await variablesOf(facts),
      run: runContext({
        id: formatId('run', facts.runId),
        url: runUrl(facts, version),
        version: record.number,
        logicalTime: facts.logicalTime,
        logicalDate: runLogicalDate(record.document, facts, asked),
        intervalStart: interval?.start,
        intervalEnd: interval?.end,
        trigger: facts.triggerKind,
        rerunOf: facts.rerunOf && formatId('run', facts.rerunOf),
        startedAt: facts.createdAt,
        state: facts.mainEnd ?? record.document.given?.state,
      }),
      tasks: tasksContext(
        version.plan,
        scope,
        new Map(upstreams.map((upstream) => [upstream.taskNo, upstreamContext(upstream)])),
      ),
    };
  }
}

/** A version never changes, and neither do the calendars it names. */
const names = new WeakMap<EngineVersion, readonly string[]>();
function namesOf(version: EngineVersion): readonly string[] {
  const known = names.get(version) ?? documentCalendars(version.document);
  names.set(version, known);
  return known;
}

function upstreamContext(upstream: FinishedUpstream): Result {
  return {
    state: taskStateOf(upstream.state),
    reason: upstream.reason ? { code: upstream.reason.code, params: upstream.reason.params ?? {} } : null,
    outputs: upstream.output ?? {},
    attempts: upstream.attempt,
    exitCode: upstream.exitCode ?? null,
  };
}
