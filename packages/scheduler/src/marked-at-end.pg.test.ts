/** A mark that comes when the last main task has ended, and what follows has not begun. */
import type { EngineStore, MarkState, WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const MARKED = 1;

interface Gate {
  readonly passed: Promise<void>;
  readonly open: () => void;
}

function gate(): Gate {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** The mark comes before the first statement that follows the main tasks; what it leads to itself comes behind that one. */
interface Race {
  readonly as: MarkState;
  readonly follows: Gate;
  readonly isOver: Gate;
  marking?: Promise<unknown>;
}

let cluster: TestCluster;
let race: Race | undefined;

beforeAll(async () => {
  const raced = async <T>(runId: string | undefined, work: () => Promise<T>): Promise<T> => {
    if (!race || runId === undefined) return work();
    const { as, follows, isOver, marking } = race;
    if (marking) {
      follows.open();
      await isOver.passed;
      return work();
    }
    race.marking = cluster.scheduler.controller.mark({ tenantKey: 1 }, runId, MARKED, as, { actor: 'li' });
    await follows.passed;
    return work().finally(isOver.open);
  };
  const engine = (store: EngineStore): EngineStore => ({
    ...store,
    enterPhase: (entry) => raced(entry.runId, () => store.enterPhase(entry)),
    endRuns: (ends, shard) => raced(ends[0]?.runId, () => store.endRuns(ends, shard)),
  });
  const fail = (): never => {
    throw new Error('as asked');
  };
  cluster = await startTestCluster({ ok: () => ({}), fail }, { engine });
});
afterAll(() => cluster.stop());

const LATER: readonly [name: string, later: Partial<WorkflowDocument>][] = [
  ['both', { onFailure: { alarm: call('ok') }, finally: { close: call('ok') } }],
  ['only-on-failure', { onFailure: { alarm: call('ok') } }],
];

async function endOf(name: string, handler: string, as: MarkState, later: Partial<WorkflowDocument>) {
  await cluster.publish(workflow(name, { a: call('ok'), b: call(handler, { needs: ['a'] }) }, later));
  race = { as, follows: gate(), isOver: gate() };
  const runId = await cluster.start(name);
  const { state } = await cluster.ended(runId);
  expect(await race.marking).toMatchObject({ kind: 'done' });
  return { state, tasks: states(await cluster.tasks(runId)) };
}

it.each(LATER)('as failed has the tasks of onFailure run: %s', async (name, later) => {
  const { state, tasks } = await endOf(name, 'ok', 'failed', later);
  expect(state).toBe('failed');
  expect(tasks).toMatchObject({ b: 'failed', alarm: 'success' });
});

it.each(LATER)('as a success has them left out: %s', async (name, later) => {
  const { state, tasks } = await endOf(`not-${name}`, 'fail', 'success', later);
  expect(state).toBe('success');
  expect(tasks).toMatchObject({ b: 'success', alarm: 'skipped' });
});
