/** How the platform stands, and what it made good by itself. */
import {
  diagnose,
  HEALINGS,
  type HealthStore,
  isWrong,
  type PlatformFacts,
  type Principal,
  type ServerRecord,
  type StoreFacts,
} from '@carillon/core';
import { PlatformHealth } from '@carillon/protocol';
import type * as rest from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { createExpiringCache } from '../expiring-cache.ts';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import type { ApiContext, App } from './context.ts';
import { dutyView, findingView, healingView, serverView, storeView } from './platform-health-views.ts';
import { Paging, given } from './query.ts';
import { API, instant, pageView, present } from './views.ts';

/** However many look at the page, the database is asked so often. */
const FRESH_MS = 2_000;
const Page = Type.Object(Paging);
const tags = ['health'];
const READ = { access: { action: 'health.read', resource: 'platform' } } as const;

type Missing = rest.PlatformHealth['missing'][number];

export function addPlatformHealthRoutes(app: App, context: ApiContext): void {
  const { health, log, clock, version } = context;
  const facts = createExpiringCache<Platform>({ ttlMs: FRESH_MS, capacity: 1, clock });

  app.get('/health', {
    config: READ,
    schema: { tags, summary: 'Servers, duties, database, and what is wrong', response: { 200: ref(PlatformHealth) } },
    handler: async (request): Promise<PlatformHealth> => {
      const missing: Missing[] = [];
      /** A part that cannot be read must not keep the others from being shown. */
      const part = async <T>(name: Missing, read: () => Promise<T>): Promise<T | undefined> => {
        try {
          return await read();
        } catch (error) {
          log.warn({ err: error, part: name }, 'a part of the health of the platform could not be read');
          missing.push(name);
          return undefined;
        }
      };
      const { now, servers } = await health.servers();
      const platform = await part('store', () => ofPlatform(facts, health));
      const findings =
        platform &&
        (await part('findings', async () => diagnose(await allFacts(context, principalOf(request), platform))));
      const hosts = hostsOf(servers);
      return {
        kind: 'PlatformHealth',
        at: now.toISOString(),
        version,
        state: findings?.some(({ severity }) => severity === 'error')
          ? 'error'
          : !findings || findings.some(isWrong)
            ? 'warning'
            : 'ok',
        missing: platform || missing.includes('findings') ? missing : [...missing, 'findings'],
        servers: servers.map((server) => serverView(server, now)),
        ...present({
          duties: platform?.duties.map((duty) => dutyView(duty, now, hosts)),
          store: platform && storeView(platform.store),
          events: platform?.consumers.map(({ name, behind, oldestAt }) => ({
            consumer: name,
            behind,
            ...given({ oldestAt: instant(oldestAt) }),
          })),
          findings: findings?.map(findingView),
        }),
        ...API,
      };
    },
  });

  app.get<{ Querystring: Static<typeof Page> }>('/health/healings', {
    config: READ,
    schema: {
      tags,
      summary: 'What servers made good by themselves, newest first',
      querystring: Page,
      response: { 200: pageRef('HealingPage') },
    },
    handler: async ({ query: { limit = 50, cursor } }) => {
      const [page, { servers }] = await Promise.all([
        health.healings({ limit, ...given({ cursor }) }),
        health.servers(),
      ]);
      const hosts = hostsOf(servers);
      return pageView(page, (record) => healingView(record, HEALINGS[record.kind] ?? record.kind, hosts));
    },
  });
}

/** What is the same for all tenants. */
interface Platform {
  readonly store: StoreFacts;
  readonly duties: PlatformFacts['duties'];
  readonly consumers: PlatformFacts['consumers'];
  readonly standstills: PlatformFacts['standstills'];
}

async function ofPlatform(
  cache: ReturnType<typeof createExpiringCache<Platform>>,
  health: HealthStore,
): Promise<Platform> {
  const known = await cache.get('platform', async () => ({
    store: await health.storeFacts(),
    duties: await health.duties(),
    consumers: await health.consumers(),
    standstills: await health.standstills(),
  }));
  if (!known) throw new Error('nothing is known of the platform');
  return known;
}

/** Names of schedules, tokens and projects are their tenant's. */
async function allFacts(
  { health, queries, queues }: ApiContext,
  principal: Principal,
  platform: Platform,
): Promise<PlatformFacts> {
  const [{ now, servers }, schedules, channels, tokens, workers, fleet, backlogs] = await Promise.all([
    health.servers(),
    health.schedules(principal),
    health.refusingChannels(principal),
    health.expiringTokens(principal),
    queries.workers(principal),
    queues.fleet(),
    queues.backlogs(),
  ]);
  const own = backlogs.filter(({ lane }) => lane.tenant === principal.tenant);
  return { ...platform, now, servers, schedules, channels, tokens, workers, fleet, backlogs: own };
}

const hostsOf = (servers: readonly ServerRecord[]): ReadonlyMap<string, string> =>
  new Map(servers.map(({ id, host }) => [id, host]));
