import type { Overview, Queue, Run, Worker } from '@carillon/sdk';
import pc from 'picocolors';
import { describe, expect, it, vi } from 'vitest';
import { carillon, createScreen, NOW } from '../../test/capture.ts';
import { RUN, startFakeApi } from '../../test/fake-api.ts';
import { main } from '../main.ts';
import { displayWidth } from '../text/display-width.ts';
import { type Picture, renderTop } from './top-frame.ts';
import { topWords } from './top-words.ts';

const OVERVIEW: Overview = {
  apiVersion: 'carillon/v1',
  kind: 'Overview',
  at: new Date(NOW).toISOString(),
  since: new Date(NOW - 12 * 3_600_000).toISOString(),
  open: { counts: { running: 12, queued: 0, waiting: 3 }, isPartial: false },
  ended: { counts: { success: 402, failed: 6 }, isPartial: true },
  failures: [
    {
      project: 'retail',
      workflow: 'orders',
      task: 'load',
      reason: { code: 'EXIT_CODE', message: 'connection refused\x1b[2J dwh-3' },
      fingerprint: '7f3a9c0d1e2b4f56',
      isPartial: false,
      runs: 6,
      newestRunId: RUN.id,
      cascade: 2,
      since: new Date(NOW - 60_000).toISOString(),
      last: new Date(NOW - 30_000).toISOString(),
    },
  ],
  promises: [],
  workers: { online: 2, slots: 8, busy: 4 },
  lag: { schedulesMs: 200, timersMs: 0 },
};

const worker = (i: number) => ({ name: `worker-${i}`, group: 'default', state: 'online', busy: 2, slots: 4 }) as Worker;
const open = (i: number): Run => ({ ...RUN, id: `${RUN.id}${i}`, workflow: `数据_${i}`, state: 'running' });

const picture = (more: Partial<Picture> = {}): Picture => ({
  server: 'http://127.0.0.1:4400',
  environment: 'dev',
  overview: OVERVIEW,
  workers: [worker(1), worker(2)],
  queues: [],
  runs: [open(1)],
  ...more,
});
const plain = { colors: pc.createColors(false), words: topWords('en') };

describe('the screen of the platform', () => {
  it('tells what is open, what failed and why, and who works', () => {
    const lines = renderTop(picture(), { columns: 100, rows: 40, ...plain }, NOW);
    expect(lines.slice(0, 4)).toEqual([
      'http://127.0.0.1:4400  dev  on time  0s ago',
      'open   ▶ 12 running   ◔ 3 waiting',
      '12 h   ✓ 402 success   ✕ 6 failed of the newest',
      'slots  ██████████░░░░░░░░░░ 4/8  on 2 workers',
    ]);
    expect(lines.join('\n')).toMatch(/✕ 6× +retail\/orders load +30s ago +connection refused dwh-3/);
    expect(lines.join('\n')).toContain('worker-2');
    const late = { ...OVERVIEW, lag: { schedulesMs: 0, timersMs: 42_000 } };
    expect(renderTop(picture({ overview: late }), { columns: 100, rows: 40, ...plain }, NOW)[0]).toContain(
      'behind by 42s',
    );
  });

  it('says the same in Chinese, column under column', () => {
    const queue = {
      name: 'etl',
      state: 'open',
      running: 2,
      ready: 7,
      oldestReadyAt: new Date(NOW - 90_000).toISOString(),
    };
    const words = topWords('zh-CN');
    const look = { ...plain, words, columns: 100, rows: 40 };
    const lines = renderTop(picture({ queues: [queue as Queue] }), look, NOW);
    expect(lines.slice(0, 4)).toEqual([
      'http://127.0.0.1:4400  dev  无延迟  0秒前',
      '未结束   ▶ 12 运行中   ◔ 3 等待中',
      '12 小时  ✓ 402 成功   ✕ 6 失败（仅最新的）',
      '槽位     ██████████░░░░░░░░░░ 4/8  2 个工作节点',
    ]);
    expect(lines.join('\n')).toMatch(/开放 +etl +2 运行中 +7 等待中，最早的在1分钟前/);
    const place = (name: string) => displayWidth(lines.find((line) => line.includes(name))?.split(name)[0] ?? '');
    expect(place('worker-1')).toBe(place('default/数据_1'));
    const late = { ...OVERVIEW, lag: { schedulesMs: 0, timersMs: 42_000 } };
    expect(renderTop(picture({ overview: late }), look, NOW)[0]).toContain('延迟 42s');
  });

  it('fits, and shares its lines among what there is', () => {
    const many = picture({
      workers: Array.from({ length: 50 }, (_, i) => worker(i)),
      runs: Array.from({ length: 90 }, (_, i) => open(i)),
    });
    for (const [columns, rows] of [
      [40, 12],
      [80, 24],
      [200, 60],
    ] as const) {
      const lines = renderTop(many, { columns, rows, ...plain }, NOW);
      expect(lines.length).toBeLessThanOrEqual(rows);
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
    }
    const lines = renderTop(many, { columns: 80, rows: 24, ...plain }, NOW);
    expect(lines.filter((line) => line.includes('worker-')).length).toBe(7);
    expect(lines.filter((line) => line.includes('数据_')).length).toBe(6);
    expect(lines.find((line) => line.startsWith('WORKERS'))).toContain('43 more');
  });
});

describe('carillon top', () => {
  async function api() {
    const fake = await startFakeApi();
    fake.answer('/overview', (response) => response.end(JSON.stringify(OVERVIEW)));
    fake.answer('/workers', (response) => response.end(JSON.stringify({ items: [worker(1)] })));
    fake.answer('/queues', (response) => response.end(JSON.stringify({ items: [] })));
    return fake;
  }

  it('prints one picture where there is no screen', async () => {
    const { url, seen } = await api();
    const { code, out } = await carillon(['top', '--project', 'retail'], { env: { CARILLON_SERVER: url } });
    expect([code, out]).toEqual([0, expect.stringContaining('▶ 12 running')]);
    expect(seen.find(({ path }) => path === '/overview')?.query.get('project')).toBe('retail');
  });

  it('speaks the language of the shell', async () => {
    const { url } = await api();
    const { out } = await carillon(['top'], { env: { CARILLON_SERVER: url, LANG: 'zh_CN.UTF-8' } });
    expect(out).toContain('▶ 12 运行中');
  });

  it('draws again and again, and leaves the screen as it was', async () => {
    const { url, seen } = await api();
    const screen = createScreen({ env: { CARILLON_SERVER: url, TERM: 'dumb' }, isOutTty: true });
    const ended = main(['top', '--every', '10ms'], screen.terminal);
    await vi.waitFor(() => expect(seen.filter(({ path }) => path === '/overview').length).toBeGreaterThan(2), 10_000);
    screen.interrupt();
    expect(await ended).toBe(0);
    expect(screen.out().startsWith('\x1b[?1049h')).toBe(true);
    expect(screen.out().endsWith('\x1b[?1049l')).toBe(true);
  });
});
