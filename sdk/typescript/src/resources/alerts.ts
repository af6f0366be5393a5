import type {
  Alert,
  AlertDetail,
  AlertNotice,
  AlertRule,
  NoisyTask,
  PageOf,
  RemoveAlertRule,
  SetAlertRule,
} from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';
import type { PageRequest } from './workflows.ts';

export interface AlertFilter extends PageRequest {
  readonly environment?: string | undefined;
  readonly project?: string | undefined;
  readonly workflow?: string | undefined;
  readonly state?: Alert['state'] | undefined;
  readonly severity?: Alert['severity'] | undefined;
  /** Part of the fingerprint, the workflow, the task or the error. */
  readonly q?: string | undefined;
}

/** Causes of failed runs, and how people are told of them. */
export interface Alerts {
  /** The one that failed last comes first. */
  list(filter?: AlertFilter): Promise<PageOf<Alert>>;
  /** With its failures by the hour, its newest runs and notices. */
  get(id: string): Promise<AlertDetail>;
  /** Somebody sees to it, until it has recovered. */
  acknowledge(id: string, why?: { readonly note?: string }): Promise<Alert>;
  unacknowledge(id: string): Promise<Alert>;
  /** Tasks by notifications for each distinct cause, the noisiest first. */
  noise(filter?: {
    readonly project?: string | undefined;
    readonly environment?: string | undefined;
    readonly days?: number | undefined;
  }): Promise<PageOf<NoisyTask>>;
  notice(id: string): Promise<AlertNotice>;
  /** Sends one that was given up again, with the same id. */
  retryNotice(id: string): Promise<AlertNotice>;
  /** The default comes first. */
  rules(project: string): Promise<PageOf<AlertRule>>;
  /** A rule of the same project, workflow and task is replaced. */
  setRule(rule: SetAlertRule): Promise<AlertRule>;
  removeRule(rule: RemoveAlertRule): Promise<void>;
}

export function createAlerts({ json }: Transport): Alerts {
  return {
    list: (filter = {}) => json({ path: '/alerts', query: { ...filter } }),
    get: (id) => json({ path: path`/alerts/${id}` }),
    acknowledge: (id, body = {}) => json({ method: 'POST', path: path`/alerts/${id}/acknowledge`, body }),
    unacknowledge: (id) => json({ method: 'POST', path: path`/alerts/${id}/unacknowledge`, body: {} }),
    noise: (filter = {}) => json({ path: '/alerts/noise', query: { ...filter } }),
    notice: (id) => json({ path: path`/alert-notices/${id}` }),
    retryNotice: (id) => json({ method: 'POST', path: path`/alert-notices/${id}/retry`, body: {} }),
    rules: (project) => json({ path: '/alert-rules', query: { project } }),
    setRule: (body) => json({ method: 'POST', path: '/alert-rules', body }),
    removeRule: (body) => json({ method: 'POST', path: '/alert-rules/remove', body }),
  };
}
