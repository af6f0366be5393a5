import type { Json, RerunRequest, TaskDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const echo = (value: string, more: Partial<TaskDocument> = {}): TaskDocument => ({
  type: 'function',
  with: { handler: 'echo', input: value },
  outputs: { value: 'string' },
  ...more,
});

describe('a loop', () => {
  let cluster: TestCluster;
  let calls: Json[] = [];
  /** What `flaky` still fails on. */
  const broken = new Set<string>();
  let atOnce = 0;
  let mostAtOnce = 0;
  let held: (() => void)[] = [];

  beforeAll(async () => {
    cluster = await startTestCluster({
      list: () => ({ items: ['a', 'b', 'c', 'd', 'e'], by: { x: 1, y: 2 } }),
      echo: (_, { with: fields, turn }) => {
        calls.push({ input: fields['input'] ?? null, ...(turn && { turn: { ...turn } }) });
        return { value: fields['input'] ?? null };
      },
      flaky: (_, { with: fields }) => {
        const item = JSON.stringify(fields['input']).replaceAll('"', '');
        calls.push(item);
        if (broken.has(item)) throw new Error(`${item} is broken`);
        return { value: item };
      },
      together: async () => {
        atOnce++;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
        await new Promise<void>((resolve) => held.push(resolve));
        atOnce--;
        return {};
      },
      count: (_, { with: fields }) => ({ n: Number(fields['input']) + 1 }),
      plan: () => ({
        tasks: {
          one: {
            type: 'function',
            with: { handler: 'echo', input: '${{ params.day }}' },
            outputs: { value: 'string' },
          },
          two: {
            type: 'function',
            needs: ['one'],
            with: { handler: 'echo', input: '${{ tasks.one.outputs.value + "!" }}' },
            outputs: { value: 'string' },
          },
        },
        wrong: { one: { type: 'shel' } },
      }),
    });
  });
  afterAll(() => cluster.stop());
  beforeEach(() => {
    calls = [];
    held = [];
    broken.clear();
  });

  const run = async (document: ReturnType<typeof workflow>, params = {}) => {
    await cluster.publish(document);
    const id = await cluster.start(document.name, params);
    return { ...(await cluster.ended(id)), id, tasks: await cluster.tasks(id) };
  };
  const list = call('list', { outputs: { items: 'array', by: 'object' } });
  const overList: Partial<TaskDocument> = { needs: ['list'], forEach: { items: '${{ tasks.list.outputs.items }}' } };

  describe('over items', () => {
    it('runs the task for each, which reads it and what the loop could, and collects in order', async () => {
      const ended = await run(
        workflow('each', {
          list,
          each: echo('${{ item + string(index) + string(size(tasks.list.outputs.items)) }}', overList),
          after: echo('${{ tasks.each.outputs.value.join(",") }}', { needs: ['each'] }),
        }),
      );
      expect(ended.state).toBe('success');
      expect(ended.tasks['each']).toMatchObject({
        state: 'success',
        output: { value: ['a05', 'b15', 'c25', 'd35', 'e45'] },
      });
      expect(ended.tasks['after']?.output).toEqual({ value: 'a05,b15,c25,d35,e45' });
      expect(calls).toContainEqual({ input: 'b15', turn: { item: 'b', index: 1 } });
    });

    it('takes them together in batches, and a map as its entries', async () => {
      const ended = await run(
        workflow('batches', {
          list,
          batched: echo('${{ item.join("+") }}', {
            ...overList,
            forEach: { items: '${{ tasks.list.outputs.items }}', batch: 2 },
          }),
          entries: echo('${{ item.key + string(item.value) }}', {
            needs: ['list'],
            forEach: { items: '${{ tasks.list.outputs.by }}' },
          }),
        }),
      );
      expect(ended.tasks['batched']?.output).toEqual({ value: ['a+b', 'c+d', 'e'] });
      expect(ended.tasks['entries']?.output).toEqual({ value: ['x1', 'y2'] });
    });

    it('has no more of them under way than it may', async () => {
      await cluster.publish(
        workflow('max', { each: call('together', { forEach: { items: [1, 2, 3, 4, 5], max: 2 } }) }),
      );
      const id = await cluster.start('max');
      for (let done = 0; done < 5; done++) {
        await vi.waitFor(() => expect(held.length).toBeGreaterThan(0), { timeout: 10_000 });
        held.shift()?.();
      }
      expect((await cluster.ended(id)).state).toBe('success');
      expect(mostAtOnce).toBe(2);
    });

    it('tries each again by itself, lets the others go on, and says how many failed', async () => {
      broken.add('b').add('d');
      const ended = await run(
        workflow('some_fail', {
          list,
          each: call('flaky', {
            ...overList,
            with: { handler: 'flaky', input: '${{ item }}' },
            outputs: { value: 'string' },
            retry: { max: 1, initial: '1ms' },
          }),
          soft: call('flaky', {
            needs: ['each'],
            rule: 'all_done',
            with: { handler: 'flaky', input: '${{ item }}' },
            forEach: { items: ['b', 'x'] },
            allowFailure: true,
            outputs: { value: 'string' },
          }),
        }),
      );
      expect(states(ended.tasks)).toEqual({ list: 'success', each: 'failed', soft: 'failed' });
      expect(ended.tasks['each']?.reason).toMatchObject({
        code: 'ITEMS_FAILED',
        params: { failed: 2, of: 5, first: 1 },
      });
      expect(ended.tasks['soft']?.output).toEqual({ value: [null, 'x'] });
      expect(calls.filter((item) => item === 'b')).toHaveLength(3);
      expect(calls.filter((item) => item === 'a')).toHaveLength(1);
    });

    it('runs those that failed, and only those, in a rerun from failed', async () => {
      broken.add('c');
      const first = await run(
        workflow('again', {
          list,
          each: call('flaky', {
            ...overList,
            with: { handler: 'flaky', input: '${{ item }}' },
            outputs: { value: 'string' },
          }),
        }),
      );
      expect(first.state).toBe('failed');
      broken.clear();
      calls = [];
      const request: RerunRequest = { actor: 'li', selection: { kind: 'failed' } };
      const result = await cluster.scheduler.controller.rerun({ tenantKey: 1 }, first.id, request);
      if (!('kind' in result) || result.kind !== 'started') throw new Error(JSON.stringify(result));
      expect((await cluster.ended(result.runId)).state).toBe('success');
      expect(calls).toEqual(['c']);
      expect((await cluster.tasks(result.runId))['each']?.output).toEqual({ value: ['a', 'b', 'c', 'd', 'e'] });
    });

    it('is skipped when there are none, and its outputs are empty lists', async () => {
      const ended = await run(
        workflow(
          'none',
          {
            each: echo('x', { forEach: { items: '${{ params.list }}' } }),
            next: echo('x', { needs: ['each'] }),
            any: echo('${{ string(size(tasks.each.outputs.value)) }}', { needs: ['each'], rule: 'none_failed' }),
          },
          { params: { list: { type: 'array' } } },
        ),
        { list: [] },
      );
      expect(states(ended.tasks)).toEqual({ each: 'skipped', next: 'skipped', any: 'success' });
      expect(ended.tasks['each']?.reason?.code).toBe('NO_ITEMS');
      expect(ended.tasks['any']?.output).toEqual({ value: '0' });
    });

    it.each([
      ['too many', '${{ range(10000) + range(1) }}', 'TOO_MANY_ITEMS'],
      ['no list', '${{ 7 }}', 'EXPRESSION_FAILED'],
    ])('fails clearly for %s', async (name, items, code) => {
      const ended = await run(workflow(name.replaceAll(' ', '_'), { each: echo('x', { forEach: { items } }) }));
      expect(ended.tasks['each']).toMatchObject({ state: 'failed', reason: { code } });
    });

    it('repeats whole groups, whose tasks give lists of outputs, and loops stand in loops', async () => {
      const ended = await run(
        workflow('groups', {
          list,
          each: {
            type: 'group',
            needs: ['list'],
            forEach: { items: ['p', 'q'] },
            tasks: {
              first: echo('${{ item + tasks.list.outputs.items[0] }}'),
              inner: echo('${{ tasks.first.outputs.value + item }}', {
                needs: ['first'],
                forEach: { items: ['1', '2'] },
              }),
            },
          },
          after: echo('${{ tasks.each.outputs.inner[1].value[0] + tasks.each.outputs.first[0].value }}', {
            needs: ['each'],
          }),
        }),
      );
      expect(ended.tasks['each']?.output).toEqual({
        first: [{ value: 'pa' }, { value: 'qa' }],
        inner: [{ value: ['pa1', 'pa2'] }, { value: ['qa1', 'qa2'] }],
      });
      expect(ended.tasks['after']?.output).toEqual({ value: 'qa1pa' });
    });

    it('stands in a group, and fails it', async () => {
      broken.add('y');
      const ended = await run(
        workflow('in_group', {
          g: {
            type: 'group',
            tasks: {
              each: call('flaky', { with: { handler: 'flaky', input: '${{ item }}' }, forEach: { items: ['x', 'y'] } }),
            },
          },
        }),
      );
      expect(states(ended.tasks)).toEqual({ 'g.entry': 'success', 'g.each': 'failed', g: 'failed' });
    });
  });

  describe('while a condition holds', () => {
    const counting = (when: string, maxRounds: number): TaskDocument =>
      call('count', {
        with: { handler: 'count', input: '${{ orElse(tasks.count.outputs.n, 0) }}' },
        outputs: { n: 'integer' },
        while: { when, maxRounds },
      });

    it('runs rounds one after the other, each of which reads the one before', async () => {
      const ended = await run(workflow('rounds', { count: counting('tasks.count.outputs.n < 3', 10) }));
      expect(ended.tasks['count']).toMatchObject({
        state: 'success',
        output: { n: 3 },
        reason: { code: 'ROUNDS', params: { rounds: 3 } },
      });
    });

    it('knows its round, and fails when its rounds are used up', async () => {
      const ended = await run(
        workflow('used_up', {
          count: counting('round < 100', 2),
          page: echo('${{ string(round) }}', { while: { when: 'round < 2', maxRounds: 5 } }),
        }),
      );
      expect(ended.tasks['count']).toMatchObject({
        state: 'failed',
        reason: { code: 'TOO_MANY_ROUNDS', params: { rounds: 2 } },
      });
      expect(ended.tasks['page']?.output).toEqual({ value: '1' });
    });

    it('repeats what does nothing as well: a wrong condition does not pass', async () => {
      const ended = await run(
        workflow('idle', {
          rounds: { type: 'noop', while: { when: 'true', maxRounds: 2 } },
          items: { type: 'noop', forEach: { items: '${{ range(-1) }}' } },
        }),
      );
      expect(ended.tasks['rounds']).toMatchObject({ state: 'failed', reason: { code: 'TOO_MANY_ROUNDS' } });
      expect(ended.tasks['items']).toMatchObject({ state: 'failed', reason: { code: 'EXPRESSION_FAILED' } });
    });

    it('repeats groups', async () => {
      const ended = await run(
        workflow('group_rounds', {
          pages: {
            type: 'group',
            while: { when: 'tasks.pages.outputs.next.n < 4', maxRounds: 9 },
            tasks: {
              page: call('count', {
                with: { handler: 'count', input: '${{ orElse(tasks.pages.outputs.next.n, 0) }}' },
                outputs: { n: 'integer' },
              }),
              next: call('count', {
                needs: ['page'],
                with: { handler: 'count', input: '${{ tasks.page.outputs.n }}' },
                outputs: { n: 'integer' },
              }),
            },
          },
        }),
      );
      expect(ended.tasks['pages']).toMatchObject({ state: 'success', output: { page: { n: 3 }, next: { n: 4 } } });
    });

    it('ends with a round that failed, and with a condition that cannot be asked', async () => {
      broken.add('0');
      const ended = await run(
        workflow('round_failed', {
          bad: call('flaky', {
            with: { handler: 'flaky', input: '${{ round }}' },
            while: { when: 'true', maxRounds: 3 },
          }),
          odd: echo('x', { while: { when: 'tasks.odd.outputs.missing > 1', maxRounds: 3 } }),
        }),
      );
      expect(ended.tasks['bad']).toMatchObject({
        state: 'failed',
        reason: { code: 'ROUND_FAILED', params: { round: 1 } },
      });
      expect(ended.tasks['odd']).toMatchObject({ state: 'failed', reason: { code: 'EXPRESSION_FAILED' } });
    });
  });

  describe('over shards', () => {
    it('tells each its number and how many there are', async () => {
      const ended = await run(
        workflow('shards', {
          work: echo('${{ string(item.shard) + "/" + string(item.shards) }}', {
            workers: { strategy: 'sharding', shards: 3 },
          }),
        }),
      );
      expect(ended.tasks['work']?.output).toEqual({ value: ['0/3', '1/3', '2/3'] });
      expect(calls).toContainEqual({ input: '2/3', turn: { shard: 2, shards: 3 } });
    });
  });

  describe('over workers', () => {
    const where = call('where', { outputs: { name: 'string' } });
    const broadcast = (group: string): TaskDocument => ({ ...where, workers: { strategy: 'broadcast', group } });

    it('runs once on each worker that is there and could take it', async () => {
      for (const name of ['left', 'right'])
        await cluster.addWorker({ where: () => ({ name }) }, { name: `where-${name}` });
      await cluster.addWorker({ other: () => ({}) }, { name: 'where-not' });
      const ended = await run(workflow('everywhere', { tell: broadcast('default') }));
      expect(ended.tasks['tell']).toMatchObject({ state: 'success', output: { name: ['left', 'right'] } });
    });

    it('fails where there is none', async () => {
      const ended = await run(workflow('nowhere', { tell: broadcast('elsewhere') }));
      expect(ended.tasks['tell']).toMatchObject({ state: 'failed', reason: { code: 'NO_WORKERS' } });
    });
  });

  describe('over tasks that another task gave', () => {
    const given = (field: string) =>
      workflow(
        `given_${field}`,
        {
          plan: call('plan', { outputs: { tasks: 'object', wrong: 'object' } }),
          given: { type: 'group', needs: ['plan'], tasks: `\${{ tasks.plan.outputs.${field} }}` },
        },
        { params: { day: { type: 'string', default: 'mo' } } },
      );

    it('runs them as a group', async () => {
      const ended = await run(given('tasks'), { day: 'mo' });
      expect(ended.tasks['given']).toMatchObject({
        state: 'success',
        output: { one: { value: 'mo' }, two: { value: 'mo!' } },
      });
    });

    it('refuses those that a document could not have', async () => {
      const ended = await run(given('wrong'));
      expect(ended.tasks['given']).toMatchObject({ state: 'failed', reason: { code: 'TASKS_INVALID' } });
      expect(ended.tasks['given']?.reason?.params?.['problem']).toContain('/tasks/one/type');
    });
  });

  describe('of a map_reduce', () => {
    it('splits, maps each item and reduces all results', async () => {
      const ended = await run(
        workflow('words', {
          count: {
            type: 'map_reduce',
            with: {
              split: list,
              map: echo('${{ item + item }}'),
              reduce: echo('${{ tasks.map.outputs.value.join("-") }}'),
              max: 2,
            } as never,
          },
          after: echo('${{ tasks.count.outputs.value }}', { needs: ['count'] }),
        }),
      );
      expect(states(ended.tasks)).toEqual({
        'count.entry': 'success',
        'count.split': 'success',
        'count.map': 'success',
        'count.reduce': 'success',
        count: 'success',
        after: 'success',
      });
      expect(ended.tasks['after']?.output).toEqual({ value: 'aa-bb-cc-dd-ee' });
    });

    it('reduces nothing to the result of nothing', async () => {
      const ended = await run(
        workflow('no_words', {
          count: {
            type: 'map_reduce',
            with: { items: [], map: echo('x'), reduce: echo('${{ string(size(tasks.map.outputs.value)) }}') } as never,
          },
        }),
      );
      expect(states(ended.tasks)).toMatchObject({
        'count.map': 'skipped',
        'count.reduce': 'success',
        count: 'success',
      });
      expect(ended.tasks['count.reduce']?.output).toEqual({ value: '0' });
    });
  });
});
