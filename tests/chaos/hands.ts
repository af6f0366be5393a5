/** People who meddle: each starts, stops, pauses, resumes and runs again, and writes down what it was promised. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Api } from './api.ts';
import type { Random } from './random.ts';

export interface Promised {
  readonly key: string;
  /** `run_…`, as the client was told. */
  readonly runId: string;
}

export interface HandParts {
  readonly api: Api;
  readonly random: Random;
  /** Milliseconds between two requests, about. */
  readonly paceMs: number;
  /** No new work from then on; what was begun is finished. */
  readonly isOver: () => boolean;
  readonly onPromise: (promised: Promised) => void;
  /** Something was refused that must not be. */
  readonly onRefusal: (sentence: string) => void;
}

const REMEMBERED = 50;
/** What else than success may come of a command to a run that moves meanwhile. */
const RACED: readonly number[] = [409];
const reason = { reason: 'chaos' };

export async function meddle({ api, random, paceMs, isOver, onPromise, onRefusal }: HandParts): Promise<void> {
  const known: string[] = [];
  const judged = (what: string, { status, body }: Answer, alsoRight: readonly number[] = []): boolean => {
    const isDone = status >= 200 && status < 300;
    if (!isDone && !alsoRight.includes(status)) onRefusal(`${what} was refused: ${status} ${JSON.stringify(body)}`);
    return isDone;
  };
  const start = async (workflow: string): Promise<string | undefined> => {
    const key = randomUUID();
    const answer = await api.post('/runs', { workflow, project: 'default' }, key);
    if (!judged(`a start of ${workflow}`, answer)) return undefined;
    const runId = String(answer.body['id']);
    onPromise({ key, runId });
    known.push(runId);
    if (known.length > REMEMBERED) known.shift();
    return runId;
  };
  const tellRun = async (runId: string, word: string, body: object): Promise<boolean> =>
    judged(`${word} of ${runId}`, await api.post(`/runs/${runId}/${word}`, body), RACED);
  const one = async (): Promise<void> => {
    const dice = random.next();
    if (dice < 0.4 || known.length === 0) await start('graph');
    else if (dice < 0.46) await start('wide');
    else if (dice < 0.56) await start('limited');
    else if (dice < 0.64) await start('failing');
    else if (dice < 0.74) {
      const runId = await start('stubborn');
      await delay(random.between(100, 3_000));
      if (runId !== undefined) await tellRun(runId, 'stop', reason);
    } else if (dice < 0.84) {
      const runId = random.pick(known);
      await tellRun(runId, 'pause', reason);
      await delay(random.between(100, 2_000));
      await tellRun(runId, 'resume', {});
    } else if (dice < 0.92) {
      const [key, runId] = [randomUUID(), random.pick(known)];
      const answer = await api.post(`/runs/${runId}/rerun`, {}, key);
      if (!judged(`rerun of ${runId}`, answer, RACED)) return;
      const { id } = answer.body['run'] as { id: string };
      onPromise({ key, runId: id });
    } else await tellRun(random.pick(known), 'stop', reason);
  };
  while (!isOver()) {
    await one();
    await delay(random.between(0.4, 1.6) * paceMs);
  }
}

/**
 * Sees to it that runs of a workflow are under way whatever happens: long ones, since what is short never meets a lease
 * that runs out, and races, which few starts by chance would leave out.
 */
export async function keepStarting(
  workflow: string,
  { api, paceMs, isOver, onPromise, onRefusal }: Omit<HandParts, 'random'>,
): Promise<void> {
  while (!isOver()) {
    const key = randomUUID();
    const { status, body } = await api.post('/runs', { workflow, project: 'default' }, key);
    if (status >= 200 && status < 300) onPromise({ key, runId: String(body['id']) });
    else onRefusal(`a start of ${workflow} was refused: ${status} ${JSON.stringify(body)}`);
    await delay(paceMs);
  }
}
