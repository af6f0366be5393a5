/** What the platform is given to do: schedules of every overlap rule, graphs, long and stubborn tasks, and hands that meddle. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Api } from './api.ts';
import type { Random } from './random.ts';

/** Told by the code of the tasks itself; a short line appended to a file is written whole. */
const LOG = `log() { printf '%s %s %s %s %s\\n' "$CARILLON_TASK_RUN_ID" "$CARILLON_FENCE" "$1" "$$" "$(date +%s%3N)" >> "$LEDGER"; }`;
const work = (seconds: string, more = ''): string => `${LOG}\nlog start\n${more}\nsleep ${seconds}\nlog end`;
/** One of five attempts fails. */
const SOMETIMES = 'if [ $(( $(od -An -N1 -tu1 /dev/urandom) % 5 )) -eq 0 ]; then log end; exit 7; fi';
/** Leaves its group, ignores TERM, and outlives whoever started it, unless the platform finds it. */
const STUBBORN = `setsid sh -c 'trap "" TERM; (trap "" TERM; sleep 3600) & sleep 3600' &\ntrap "" TERM`;

interface ScheduleLoad {
  readonly everySeconds: number;
  readonly overlap: string;
}

/** Each overlap rule at three paces. */
export const SCHEDULES: Readonly<Record<string, ScheduleLoad>> = Object.fromEntries(
  ['allow', 'skip', 'queue_one', 'queue_all'].flatMap((overlap) =>
    [1, 2, 5].map((everySeconds) => [`${overlap.replace('_', '-')}-${everySeconds}`, { everySeconds, overlap }]),
  ),
);

export function documents(ledger: string): readonly object[] {
  const head = (name: string) => ({ kind: 'Workflow', project: 'default', name, env: { LEDGER: ledger } });
  const shell = (script: string, more: object = {}) => ({
    type: 'shell',
    retry: { max: 6, backoff: 'fixed', initial: '200ms', lost: 20 },
    with: { script },
    ...more,
  });
  return [
    {
      ...head('ticks'),
      schedules: Object.fromEntries(
        Object.entries(SCHEDULES).map(([name, { everySeconds, overlap }]) => [
          name,
          { cron: `*/${everySeconds} * * * * *`, timezone: 'UTC', overlap, misfire: { policy: 'fire_all' } },
        ]),
      ),
      tasks: { only: shell(work('0.05')) },
    },
    {
      ...head('graph'),
      tasks: {
        first: shell(work('0.1')),
        left: shell(work('0.2', SOMETIMES), { needs: ['first'] }),
        middle: shell(work('0.1'), { needs: ['first'], when: 'true' }),
        right: shell(work('0.3', SOMETIMES), { needs: ['first'] }),
        last: shell(work('0.05'), { needs: ['left', 'middle', 'right'], rule: 'all_done' }),
      },
      finally: { tidy: shell(work('0.05')) },
    },
    // Three leases: a worker that vanishes meanwhile has its attempt given away.
    { ...head('long'), tasks: { only: shell(work('45', STUBBORN)) } },
    { ...head('stubborn'), tasks: { only: shell(work('600', STUBBORN)) } },
    { ...head('probe'), tasks: { only: { type: 'shell', with: { script: 'true' } } } },
  ];
}

export interface LoadParts {
  readonly api: Api;
  readonly random: Random;
  /** No new work from then on; what was begun is finished. */
  readonly isOver: () => boolean;
  readonly onAcknowledged: (request: { readonly key: string; readonly runId: string }) => void;
}

/** One person's hands: starts, stops, pauses and runs again, at about two requests a second. */
export async function meddle({ api, random, isOver, onAcknowledged }: LoadParts): Promise<void> {
  const known: string[] = [];
  const start = async (workflow: string): Promise<string> => {
    const key = randomUUID();
    const { body, status } = await api.post('/runs', { workflow, project: 'default' }, key);
    if (status !== 201 && status !== 200) throw new Error(`a start was refused: ${status} ${JSON.stringify(body)}`);
    const runId = String(body['id']);
    onAcknowledged({ key, runId });
    known.push(runId);
    if (known.length > 50) known.shift();
    return runId;
  };
  const expect = ({ status, body }: Answer, allowed: readonly number[]): void => {
    if (!allowed.includes(status)) throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
  };
  while (!isOver()) {
    const dice = random.next();
    if (dice < 0.6 || known.length === 0) await start('graph');
    else if (dice < 0.64) await start('long');
    else if (dice < 0.74) {
      const runId = await start('stubborn');
      await delay(random.between(100, 3_000));
      expect(await api.post(`/runs/${runId}/stop`, { reason: 'chaos' }), [200, 202, 409]);
    } else if (dice < 0.84) {
      const runId = random.pick(known);
      expect(await api.post(`/runs/${runId}/pause`, { reason: 'chaos' }), [200, 409]);
      await delay(random.between(100, 2_000));
      expect(await api.post(`/runs/${runId}/resume`, {}), [200, 409]);
    } else if (dice < 0.92) {
      const key = randomUUID();
      const { status, body } = await api.post(`/runs/${random.pick(known)}/rerun`, {}, key);
      if (status === 201 || status === 200) {
        const { id } = body['run'] as { id: string };
        onAcknowledged({ key, runId: id });
      } else expect({ status, body }, [409]);
    } else expect(await api.post(`/runs/${random.pick(known)}/stop`, { reason: 'chaos' }), [200, 202, 409]);
    await delay(random.between(200, 800));
  }
}
