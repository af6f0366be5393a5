/** The platform's record of itself. Nothing here is on the way of a task. */
import { type ExpiringToken, type HealthStore, MAX_NAMED_FACTS, type RefusingChannel } from '@carillon/core';
import type pg from 'pg';
import { createIncidentStore } from '../incidents/index.ts';
import { createReader } from '../reader.ts';
import { listDuties } from './duties.ts';
import { listHealings, recordHealings } from './healings.ts';
import { beat, join, leave, listServers } from './servers.ts';
import { readSchedules, readStandstills } from './standstills.ts';
import { readConsumers, readStoreFacts } from './store-facts.ts';

const EXPIRING_TOKENS = {
  name: 'expiring_tokens',
  text: `select t.name, t.kind, t.expires_at as "expiresAt" from access_token t join account a on a.key = t.account_key
    where a.tenant_key = $1 and t.expires_at between now() - interval '7 days' and now() + interval '7 days'
    order by t.expires_at limit ${MAX_NAMED_FACTS}`,
};

/** Whose circuit is open (alerts/alert-log.ts). */
const REFUSING_CHANNELS = {
  name: 'refusing_channels',
  text: `select p.name project, c.name, coalesce(c.error, '') error from alert_channel c join project p on p.key = c.project_key
    where c.tenant_key = $1 and c.enabled and c.failures >= 10 order by 1, 2 limit ${MAX_NAMED_FACTS}`,
};

export function createHealthStore(pool: pg.Pool): HealthStore {
  const reader = createReader(pool);
  const incidents = createIncidentStore(pool);
  return {
    join: (server) => join(reader, server),
    beat: (id, load) => beat(reader, id, load),
    leave: (id) => leave(reader, id),
    recordHealings: (server, healings) => recordHealings(reader, server, healings),
    servers: () => listServers(reader),
    duties: () => listDuties(reader),
    storeFacts: () => readStoreFacts(reader, incidents),
    consumers: () => readConsumers(reader),
    standstills: () => readStandstills(reader),
    schedules: (tenant) => readSchedules(reader, tenant),
    expiringTokens: ({ tenantKey }) => reader.rows<ExpiringToken>(EXPIRING_TOKENS, [tenantKey]),
    refusingChannels: ({ tenantKey }) => reader.rows<RefusingChannel>(REFUSING_CHANNELS, [tenantKey]),
    healings: (page) => listHealings(reader, page),
  };
}
