import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { at, RUN_ID, startFakeApi, task } from '../test/fake-api.ts';

describe('run logs', () => {
  it('prints the tasks in the order they began, filtered by task, line and number', async () => {
    const api = await startFakeApi();
    api.state.logs = {
      greet: '2026-11-21T00:00:01.000Z o one\n2026-11-21T00:00:02.000Z e two\n2026-11-21T00:09:59.000Z o three\n',
      count: 'four',
    };
    const printed = async (...flags: string[]) => (await carillon(['run', 'logs', RUN_ID, ...flags], at(api.url))).out;
    expect(await printed()).toBe('greet | one\ngreet | two\ngreet | three\ncount | four\n');
    expect(await printed('--task', 'greet', '--tail', '1')).toBe('three\n');
    expect(await printed('--task', 'greet', '--since', '1m', '-t')).toBe('2026-11-21T00:09:59.000Z three\n');
    expect(await printed('--grep', 'o[nu]')).toBe('greet | one\ncount | four\n');
  });

  it('reads of a long log its end alone, also where it goes on', async () => {
    const api = await startFakeApi();
    const lines = Array.from({ length: 40_000 }, (_, n) => `第 ${n} 行 of many`);
    api.state.logs = { greet: `${lines.join('\n')}\n` };
    for (const flags of [[], ['-f']]) {
      for (const tail of [1, 20_000]) {
        const { out } = await carillon(
          ['run', 'logs', RUN_ID, '--task', 'greet', '--attempt', '1', '--tail', String(tail), ...flags],
          at(api.url),
        );
        expect(out).toBe(`${lines.slice(-tail).join('\n')}\n`);
      }
    }
    const read = api.seen.filter(({ path }) => path.endsWith('/log')).map(({ query }) => query.get('offset'));
    expect(read).not.toContain('0');
    expect((await carillon(['run', 'logs', RUN_ID, '-f', '--task', 'greet', '--attempt', '2'], at(api.url))).out).toBe(
      '',
    );
  });

  it('lets the server search, and says where the lines are', async () => {
    const api = await startFakeApi();
    api.state.logs = { greet: 'one\ntwo', count: 'four\none' };
    const searched = (...flags: string[]) => carillon(['run', 'logs', RUN_ID, ...flags], at(api.url));
    expect(await searched('--search', 'one')).toMatchObject({ code: 0, out: 'greet:1: one\ncount:2: one\n' });
    expect(await searched('--search', 'one', '--task', 'count')).toMatchObject({ out: 'count:2: one\n' });
    expect(await searched('--search', 'none')).toMatchObject({ code: 1, out: '' });
    expect(await searched('--search', 'one', '-f')).toMatchObject({ code: 2 });
    expect(await searched('--pattern')).toMatchObject({ code: 2 });
  });

  it('says where the lines of child runs are', async () => {
    const api = await startFakeApi();
    api.state.tasks = [task('each', 1, { children: { rounds: 1, open: 0, success: 2, failed: 0, stopped: 0 } })];
    api.state.logs = {};
    const { out, err } = await carillon(['run', 'logs', RUN_ID, '--task', 'each'], at(api.url));
    expect(out).toBe('');
    expect(err).toContain(`carillon run children ${RUN_ID} --task each`);
  });

  it('names the tasks there are', async () => {
    const api = await startFakeApi();
    const refused = await carillon(['run', 'logs', RUN_ID, '--task', 'gret'], at(api.url));
    expect(refused).toMatchObject({
      code: 5,
      err: "error: the run has no task 'gret'\n  fix: did you mean 'greet'?\n",
    });
  });

  it('keeps a terminal safe, and a file as it was', async () => {
    const api = await startFakeApi();
    const hostile = '\x1b]0;title\x07\x1b[2J\x1b[31mred\x1b[0m';
    api.state.logs = { greet: `${hostile}\n` };
    const toFile = await carillon(['run', 'logs', RUN_ID, '--task', 'greet'], at(api.url));
    const toTerminal = await carillon(['run', 'logs', RUN_ID, '--task', 'greet'], { ...at(api.url), isOutTty: true });
    expect(toFile.out).toBe(`${hostile}\n`);
    expect(toTerminal.out).toBe('\x1b[31mred\x1b[0m\x1b[0m\n');
  });
});
