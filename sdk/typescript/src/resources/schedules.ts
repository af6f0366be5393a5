import type {
  Explanation,
  FireSchedule,
  FiringDiff,
  FiringDiffRequest,
  FiringOutcome,
  FiringPreview,
  FiringPreviews,
  LedgerRow,
  PageOf,
  PauseSchedule,
  PreviewRequest,
  PreviewResult,
  ResumeSchedule,
  Run,
  Schedule,
  ScheduleDay,
  ScheduleDays,
  ScheduleState,
  ScheduleType,
  Upcoming,
  UpcomingFiring,
} from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { type Download, openDownload } from './artifacts.ts';
import { path } from './path.ts';
import type { StartOptions } from './runs.ts';
import type { PageRequest } from './workflows.ts';

export interface ScheduleFilter extends PageRequest {
  readonly project?: string | undefined;
  readonly workflow?: string | undefined;
  /** Part of the name of the workflow or of the schedule. */
  readonly text?: string | undefined;
  readonly state?: readonly ScheduleState[] | undefined;
  readonly kind?: readonly ScheduleType[] | undefined;
  /** Name of a calendar that it uses. */
  readonly calendar?: string | undefined;
  /** IANA name of its time zone. */
  readonly timezone?: string | undefined;
}

/** Times are RFC 3339, both ends included. */
export interface LedgerFilter extends PageRequest {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly outcome?: readonly FiringOutcome[] | undefined;
}

export interface UpcomingFilter {
  /** RFC 3339; now when absent. */
  readonly from?: string | undefined;
  readonly project?: string | undefined;
  readonly text?: string | undefined;
  readonly tag?: string | undefined;
  readonly owner?: string | undefined;
  /** Of workflows that use this queue. */
  readonly queue?: string | undefined;
}

export interface UpcomingRange extends UpcomingFilter {
  /** 7 days after `from` when absent. */
  readonly to?: string | undefined;
}

export interface Schedules {
  /** By project, workflow and name. */
  list(filter?: ScheduleFilter): Promise<PageOf<Schedule>>;
  get(id: string): Promise<Schedule>;
  /** Why it starts no run now. */
  why(id: string): Promise<Explanation>;
  next(
    id: string,
    options?: { readonly count?: number | undefined; readonly from?: string | undefined },
  ): Promise<readonly FiringPreview[]>;
  /** The firing ledger, newest first. */
  firings(id: string, filter?: LedgerFilter): Promise<PageOf<LedgerRow>>;
  /** What happened and will happen by local dates, both ends included. */
  days(id: string, range: { readonly from: string; readonly to: string }): Promise<readonly ScheduleDay[]>;
  pause(id: string, body?: PauseSchedule): Promise<Schedule>;
  resume(id: string, body?: ResumeSchedule): Promise<Schedule>;
  /**
   * Starts a run now, with the schedule's parameters.
   *
   * @example
   * ```ts
   * import { createClient } from '@carillon/sdk';
   *
   * const client = createClient({ server: 'http://127.0.0.1:4400', token: 'crl_api_…' });
   * const { items } = await client.schedules.list({ workflow: 'daily-report' });
   * const run = items[0] && (await client.schedules.fire(items[0].id));
   * console.log(run?.url);
   * ```
   */
  fire(id: string, body?: FireSchedule, options?: StartOptions): Promise<Run>;
  /** The firings of a definition that nobody has stored, or what is wrong with it. */
  preview(request: PreviewRequest): Promise<PreviewResult>;
  /** What changes when a definition takes the place of another. */
  diff(request: FiringDiffRequest): Promise<FiringDiff>;
  /** How much fires, in cells of 15 minutes. */
  upcoming(filter?: UpcomingFilter & { readonly days?: number | undefined }): Promise<Upcoming>;
  upcomingFirings(filter?: UpcomingRange & PageRequest): Promise<PageOf<UpcomingFiring>>;
  /** All firings of the range, as a calendar or a table. */
  exportUpcoming(format: 'ics' | 'csv', range?: UpcomingRange): Promise<Download>;
}

export function createSchedules(transport: Transport): Schedules {
  const { json } = transport;
  return {
    list: (filter = {}) => json({ path: '/schedules', query: { ...filter } }),
    get: (id) => json({ path: path`/schedules/${id}` }),
    why: (id) => json({ path: path`/schedules/${id}/explain` }),
    next: async (id, options = {}) =>
      (await json<FiringPreviews>({ path: path`/schedules/${id}/next`, query: { ...options } })).items,
    firings: (id, filter = {}) => json({ path: path`/schedules/${id}/firings`, query: { ...filter } }),
    days: async (id, range) =>
      (await json<ScheduleDays>({ path: path`/schedules/${id}/days`, query: { ...range } })).items,
    pause: (id, body = {}) => json({ method: 'POST', path: path`/schedules/${id}/pause`, body }),
    resume: (id, body = {}) => json({ method: 'POST', path: path`/schedules/${id}/resume`, body }),
    fire: (id, body = {}, { idempotencyKey = crypto.randomUUID(), signal } = {}) =>
      json({ method: 'POST', path: path`/schedules/${id}/fire`, body, idempotencyKey, signal }),
    preview: (body) => json({ method: 'POST', path: '/schedules/preview', body }),
    diff: (body) => json({ method: 'POST', path: '/schedules/diff', body }),
    upcoming: (filter = {}) => json({ path: '/schedules/upcoming', query: { ...filter } }),
    upcomingFirings: (filter = {}) => json({ path: '/schedules/upcoming/firings', query: { ...filter } }),
    exportUpcoming: (format, range = {}) =>
      openDownload(transport, { path: '/schedules/upcoming/firings', query: { ...range, format } }),
  };
}
