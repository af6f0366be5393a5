/** Runs, schedules and workers: what should move and does not, and what cannot. */
import { formatDuration } from '../../definition/units.ts';
import { isCapable } from '../../placement/verdict.ts';
import { said, type SaidText } from '../../said.ts';
import { type Finding, type FindingCode, finding } from '../findings.ts';
import { type NamedSchedule, type PlatformFacts, serverState } from '../platform-facts.ts';
import { ago, roughMs } from './amounts.ts';

/** A token is spoken of from so long before it expires to so long after. */
const TOKEN_NEAR_MS = 7 * 24 * 3_600_000;

export const checkWork = (facts: PlatformFacts): readonly Finding[] => [
  ...checkStandstills(facts),
  ...checkSchedules(facts),
  ...checkChannels(facts),
  ...checkLanes(facts),
  ...checkWorkers(facts),
  ...checkTokens(facts),
];

function checkStandstills({ standstills }: PlatformFacts): readonly Finding[] {
  const { overdue, abandoned, stuckRuns, leakedSlots } = standstills;
  const of = (code: FindingCode, ids: readonly string[]): readonly Finding[] =>
    ids.length === 0 ? [] : [finding(code, { count: ids.length }, ids)];
  return [
    ...of('TASKS_OVERDUE', overdue),
    ...of('ATTEMPTS_ABANDONED', abandoned),
    ...of('RUNS_STUCK', stuckRuns),
    ...(leakedSlots > 0 ? [finding('LIMITS_LEAKED', { count: leakedSlots })] : []),
  ];
}

function checkSchedules({ schedules }: PlatformFacts): readonly Finding[] {
  const of = (code: FindingCode, found: readonly NamedSchedule[]): readonly Finding[] =>
    found.length === 0 ? [] : [finding(code, { count: found.length }, found.map(scheduleText))];
  return [
    ...of('SCHEDULES_UNPLANNED', schedules.unplanned),
    ...of('SCHEDULES_OVERDUE', schedules.overdue),
    ...of('SCHEDULES_QUARANTINED', schedules.quarantined),
  ];
}

function scheduleText({ project, workflow, name, error, errorSaid }: NamedSchedule): string | SaidText {
  if (errorSaid) return { text: '{0}/{1}/{2}: {3}', values: [project, workflow, name, errorSaid] };
  return `${project}/${workflow}/${name}${error === undefined ? '' : `: ${error}`}`;
}

function checkChannels({ channels }: PlatformFacts): readonly Finding[] {
  const told = channels.map(({ project, name, error }) => `${project}/${name}: ${error}`);
  return channels.length === 0 ? [] : [finding('CHANNELS_REFUSE', { count: channels.length }, told)];
}

/** Work that no worker which is there could ever be given. Silent ones may come back; they are told of by themselves. */
function checkLanes({ backlogs, fleet, now }: PlatformFacts): readonly Finding[] {
  return backlogs
    .filter(({ lane }) => !fleet.some((worker) => isCapable(worker, lane)))
    .map(({ lane, ready, oldestReadyAt }) =>
      finding('LANE_WITHOUT_WORKER', { ready, capability: lane.capability, queue: lane.queue, group: lane.group }, [
        `${lane.project}: ${formatDuration(ago(oldestReadyAt, now))}`,
      ]),
    );
}

function checkWorkers({ workers, servers, now }: PlatformFacts): readonly Finding[] {
  const present = workers.filter(({ state }) => state !== 'left' && state !== 'lost');
  const known = new Set(servers.filter((server) => serverState(server, now) === 'up').map(({ version }) => version));
  const others = present.filter(({ version }) => known.size > 0 && !known.has(version));
  const versions = [...new Set(others.map(({ version }) => version))].sort().join(', ');
  return [
    ...present
      .filter(({ state }) => state === 'silent')
      .map(({ name, leaseUntil }) =>
        finding('WORKER_SILENT', { worker: name }, [said`lease until ${leaseUntil.toISOString()}`]),
      ),
    ...present
      .filter(({ state }) => state === 'draining' || state === 'cordoned')
      .map(({ name, state }) => finding('WORKER_DRAINING', { worker: name, state })),
    ...(others.length > 0
      ? [
          finding(
            'WORKER_VERSION_SKEW',
            { versions },
            others.map(({ name, version }) => `${name}: ${version}`),
          ),
        ]
      : []),
  ];
}

function checkTokens({ tokens, now }: PlatformFacts): readonly Finding[] {
  return tokens.flatMap(({ name, kind, expiresAt }) => {
    const leftMs = expiresAt.getTime() - now.getTime();
    if (Math.abs(leftMs) > TOKEN_NEAR_MS) return [];
    return [
      leftMs > 0
        ? finding('TOKEN_EXPIRES', { token: name, kind, inMs: roughMs(leftMs) })
        : finding('TOKEN_EXPIRED', { token: name, kind, forMs: ago(expiresAt, now) }),
    ];
  });
}
