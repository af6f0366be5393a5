/** What expressions see of the run they belong to and of where it lives (VOCABULARY §5). */
import { Temporal } from 'temporal-polyfill';
import type { JsonObject } from '../definition/document.ts';
import { instantText } from './cel-values.ts';
import type { ExpressionContext } from './compiled-expression.ts';

export interface RunFacts {
  /** The public id, `run_…`. */
  readonly id: string;
  readonly url: string;
  readonly version: number;
  readonly logicalTime?: Date | undefined;
  /** The date the run covers, see {@link logicalDateOf} and the schedule's `logicalDate`. */
  readonly logicalDate: string;
  readonly intervalStart?: Date | undefined;
  readonly intervalEnd?: Date | undefined;
  /** Kind of the trigger: `schedule`, `manual`, `api` … */
  readonly trigger: string;
  readonly rerunOf?: string | undefined;
  readonly startedAt?: Date | undefined;
  /** What the main tasks ended as, for those that follow them. */
  readonly state?: string | undefined;
}

/** A name with its labels: `workflow.name`, `project.labels.team`. */
export interface Named {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** The `run` context. What a run does not have is null, so that a condition can ask for it. */
export function runContext(facts: RunFacts): JsonObject {
  const instant = (value: Date | undefined): string | null => (value ? instantText(value) : null);
  return {
    id: facts.id,
    url: facts.url,
    version: facts.version,
    logicalTime: instant(facts.logicalTime),
    logicalDate: facts.logicalDate,
    intervalStart: instant(facts.intervalStart),
    intervalEnd: instant(facts.intervalEnd),
    trigger: facts.trigger,
    rerunOf: facts.rerunOf ?? null,
    startedAt: instant(facts.startedAt),
    state: facts.state ?? null,
  };
}

export const RUN_FIELDS: readonly string[] = [
  'id',
  'url',
  'version',
  'logicalTime',
  'logicalDate',
  'intervalStart',
  'intervalEnd',
  'trigger',
  'rerunOf',
  'startedAt',
  'state',
];

/** The contexts that do not depend on params and tasks. */
export function placeContext(place: {
  readonly workflow: Named;
  readonly project: Named;
  readonly environment: Named;
  readonly tenant: Named;
}): Pick<ExpressionContext, 'workflow' | 'project' | 'environment' | 'tenant'> {
  const named = ({ name, labels }: Named): JsonObject => ({ name, labels: labels ?? {} });
  return {
    workflow: named(place.workflow),
    project: named(place.project),
    environment: named(place.environment),
    tenant: named(place.tenant),
  };
}

/** Since 1980 every offset is a multiple of a quarter of an hour: within one, the date stays. */
const QUARTER_MS = 900_000;
const EVEN_OFFSETS_SINCE = Date.UTC(1980);
const CACHED_DATES = 2_000;
const dates = new Map<string, string>();

/** The local date of an instant: the logical date of a run that no schedule started. */
export function logicalDateOf(instant: Date, timeZone: string): string {
  const at = instant.getTime();
  if (at < EVEN_OFFSETS_SINCE) return localDate(at, timeZone);
  const key = `${Math.floor(at / QUARTER_MS)} ${timeZone}`;
  const known = dates.get(key);
  if (known !== undefined) return known;
  const date = localDate(at, timeZone);
  if (dates.size >= CACHED_DATES) dates.delete(dates.keys().next().value as string);
  dates.set(key, date);
  return date;
}

function localDate(at: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
