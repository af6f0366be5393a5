/** How an environment stands: what failed and why, what waits for long, which promises are at risk. */
import {
  causeFingerprint,
  type ExplainedRun,
  explainRun,
  formatId,
  groupFailures,
  groupWaits,
  type OverviewPlace,
  type PromiseAtRisk,
  type WaitGroup,
} from '@carillon/core';
import { Overview } from '@carillon/protocol';
import type * as rest from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { createExpiringCache } from '../expiring-cache.ts';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { checkView } from './explain.ts';
import { given, Place } from './query.ts';
import { API, instant, present, reasonView } from './views.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DEFAULT_HOURS = 12;
const DEFAULT_MINUTES = 30;
/** Every window that shows it asks again and again: those of a moment share one look, which says when it was. */
const FRESH_MS = 500;
const KEPT = 100;

const Project = { project: Type.Optional(Type.String({ maxLength: 63 })) };
const Filter = Type.Object({
  ...Place.properties,
  ...Project,
  hours: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 168, default: DEFAULT_HOURS, description: 'how far to look back' }),
  ),
});
const WaitFilter = Type.Object({
  ...Place.properties,
  ...Project,
  minutes: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 10_080, default: DEFAULT_MINUTES, description: 'shorter waits are left out' }),
  ),
});

const READ = { access: { action: 'run.read', resource: 'run' } } as const;
const tags = ['overview'];

export function addOverviewRoutes(app: App, { overview, queries, lookups, clock }: ApiContext): void {
  const fresh = createExpiringCache<rest.Overview>({ ttlMs: FRESH_MS, capacity: KEPT, clock });

  const look = async (place: OverviewPlace, hours: number): Promise<rest.Overview> => {
    const now = clock.now();
    const since = new Date(now - hours * HOUR_MS);
    const [open, ended, failed, promises, lag, workers] = await Promise.all([
      overview.openRuns(place),
      overview.endedRuns(place, since),
      overview.failures(place, since),
      overview.promises(place, since),
      overview.lag(place),
      queries.workers(place),
    ]);
    const online = workers.filter(({ state }) => state === 'online');
    const sum = (of: 'slots' | 'busy'): number => online.reduce((total, worker) => total + worker[of], 0);
    return {
      kind: 'Overview',
      at: new Date(now).toISOString(),
      since: since.toISOString(),
      open: { ...open, counts: { ...open.counts } },
      ended: { ...ended, counts: { ...ended.counts } },
      failures: groupFailures(failed.failures).map(({ newestRunId, since: first, last, reason, ...group }) => ({
        ...group,
        fingerprint: causeFingerprint(group, reason),
        isPartial: failed.isPartial,
        reason: reasonView(reason) as rest.Reason,
        newestRunId: formatId('run', newestRunId),
        since: first.toISOString(),
        last: last.toISOString(),
      })),
      promises: promises.map(promiseView),
      workers: { online: online.length, slots: sum('slots'), busy: sum('busy') },
      lag: { ...lag },
      ...API,
    };
  };

  app.get<{ Querystring: Static<typeof Filter> }>('/overview', {
    config: READ,
    schema: {
      tags,
      summary: 'How an environment stands',
      querystring: Filter,
      response: { 200: ref(Overview) },
    },
    handler: async (request) => {
      const { environment, project, hours = DEFAULT_HOURS } = request.query;
      const place = { ...(await lookups.place(principalOf(request), environment)), ...given({ project }) };
      return fresh.get(JSON.stringify([place.tenantKey, place.environmentKey, project, hours]), () =>
        look(place, hours),
      );
    },
  });

  app.get<{ Querystring: Static<typeof WaitFilter> }>('/overview/waiting', {
    config: READ,
    schema: {
      tags,
      summary: 'What has waited for long, by what holds it: of the 20 oldest runs in which something waits',
      querystring: WaitFilter,
      response: { 200: pageRef('WaitGroupPage') },
    },
    handler: async (request): Promise<rest.PageOf<rest.WaitGroup>> => {
      const { environment, project, minutes = DEFAULT_MINUTES } = request.query;
      const place = { ...(await lookups.place(principalOf(request), environment)), ...given({ project }) };
      const before = new Date(clock.now() - minutes * MINUTE_MS);
      const runs: ExplainedRun[] = [];
      // One after the other: a page that is always open leaves the connections to others.
      for (const id of await overview.waitingRuns(place, before)) {
        const facts = await queries.facts(place, id);
        if (facts) runs.push({ ...explainRun(facts), createdAt: facts.createdAt });
      }
      const groups = groupWaits(runs, before);
      return { items: await Promise.all(groups.map((group) => waitView(group))) };

      async function waitView({ first, since, ...group }: WaitGroup): Promise<rest.WaitGroup> {
        const run = await queries.run(place, first.runId);
        if (!run) throw notFound('run');
        return present({
          ...group,
          since: since.toISOString(),
          project: run.project,
          workflow: run.workflow,
          runId: formatId('run', first.runId),
          task: first.task,
          answer: checkView(first.answer),
        });
      }
    },
  });
}

const promiseView = ({ runId, term, missedAt, predictedAt, ...promise }: PromiseAtRisk): rest.PromiseAtRisk =>
  present({
    ...promise,
    runId: formatId('run', runId),
    term: term.toISOString(),
    missedAt: instant(missedAt),
    predictedAt: instant(predictedAt),
  });
