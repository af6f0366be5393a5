/** How a platform keeps record of itself: its servers and how they feel, who leads what, and what was made good. */
import type { Healing } from '../health/healing.ts';
import type {
  ConsumerFacts,
  DutyRecord,
  ExpiringToken,
  HealingRecord,
  RefusingChannel,
  ScheduleFacts,
  ServerLoad,
  ServerRecord,
  Standstills,
  StoreFacts,
} from '../health/platform-facts.ts';
import type { Page } from './catalog.ts';
import type { TenantScope } from './scope.ts';

/** So many standstills, schedules or tokens are named. */
export const MAX_NAMED_FACTS = 20;

export interface ServerHealthStore {
  /** A server is there. Those that have not been heard of for a day are forgotten. */
  join(server: Pick<ServerRecord, 'id' | 'host' | 'pid' | 'version' | 'roles' | 'masterKeys'>): Promise<void>;
  /** The store's time; undefined: the server was forgotten and has to join anew. */
  beat(id: string, load: ServerLoad): Promise<Date | undefined>;
  leave(id: string): Promise<void>;
  /** Keeps the newest ten thousand, for thirty days. */
  recordHealings(server: string, healings: readonly Healing[]): Promise<void>;
}

export interface HealthStore extends ServerHealthStore {
  /** The store's time, and who is there: the newest first, those that stopped for a day. */
  servers(): Promise<{ readonly now: Date; readonly servers: readonly ServerRecord[] }>;
  /** By name. */
  duties(): Promise<readonly DutyRecord[]>;
  storeFacts(): Promise<StoreFacts>;
  consumers(): Promise<readonly ConsumerFacts[]>;
  standstills(): Promise<Standstills>;
  /** Those of the tenant. */
  schedules(tenant: TenantScope): Promise<ScheduleFacts>;
  /** Of the tenant: what expires soon, or did lately. */
  expiringTokens(tenant: TenantScope): Promise<readonly ExpiringToken[]>;
  /** Of the tenant. */
  refusingChannels(tenant: TenantScope): Promise<readonly RefusingChannel[]>;
  /** Newest first. */
  healings(page: { readonly limit: number; readonly cursor?: string }): Promise<Page<HealingRecord>>;
}
