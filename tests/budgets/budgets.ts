/** Budgets of the console: what each may take on a set of fixtures, and how it is measured in a browser. */
import type { Page } from 'playwright-core';
import type { Platform } from '../e2e/platform.ts';
import type { Fixtures } from './fixture-set.ts';

export interface Measured {
  readonly budget: string;
  readonly unit: 'ms' | 'fps' | 'MB' | 'rows' | 'shift' | 'nodes';
  readonly limit: number;
  /** Less is better, but for frames. */
  readonly value: number;
  readonly isKept: boolean;
}

export interface Bench {
  readonly page: Page;
  readonly platform: Platform;
  readonly fixtures: Fixtures;
  /** Loads an address of the console, and waits for nothing. */
  open(address: string): Promise<void>;
}

type Measure = (bench: Bench) => Promise<number>;
type Budget = readonly [name: string, unit: Measured['unit'], limit: number, measure: Measure];

const QUESTIONS = 20;
const SCROLL_FRAMES = 60;
const REST_MS = 10_000;
const MB = 1_000_000;
/** Of a screen, and of the browser without one. */
const REFRESH_MS = 1_000 / 60;

/** From the address until the first of these is drawn. */
const untilDrawn =
  (addressOf: (fixtures: Fixtures) => string, selectorOf: string | ((fixtures: Fixtures) => string)): Measure =>
  async ({ page, fixtures, open }) => {
    const selector = typeof selectorOf === 'string' ? selectorOf : selectorOf(fixtures);
    // What the page before still does is no part of this one.
    await atRest(page);
    const begun = performance.now();
    await open(addressOf(fixtures));
    // In each frame: a locator looks ever more rarely, and tells of what is drawn up to half a second later.
    await page.waitForFunction(isDrawn, selector, { polling: 'raf' });
    return performance.now() - begun;
  };

/** In the page. */
const isDrawn = (selector: string): boolean =>
  document.querySelector(selector)?.checkVisibility({ visibilityProperty: true }) ?? false;

/** A page that has nothing to draw may never be called idle. */
const atRest = (page: Page): Promise<unknown> =>
  page.evaluate((timeout) => new Promise((rest) => requestIdleCallback(() => rest(undefined), { timeout })), REST_MS);

/** p95 of an answer of the server. */
const answered =
  (ask: (platform: Platform) => Promise<unknown>): Measure =>
  async ({ platform }) => {
    const times: number[] = [];
    for (let no = 0; no < QUESTIONS; no++) {
      const begun = performance.now();
      await ask(platform);
      times.push(performance.now() - begun);
    }
    return times.sort((a, b) => a - b)[Math.ceil(QUESTIONS * 0.95) - 1] ?? 0;
  };

const BUDGETS: readonly Budget[] = [
  ['largest paint of the overview', 'ms', 1_800, largestPaint],
  ['layout shift of the overview', 'shift', 0.05, layoutShift],
  ['list of runs until its rows', 'ms', 1_800, untilDrawn(() => '/p/default/r', 'main tbody tr')],
  ['filter of runs on the server, p95', 'ms', 500, answered(failedRuns)],
  [
    'filter of workflows on the server, p95',
    'ms',
    500,
    answered(({ client }) => client.workflows.list({ text: 'w1', limit: 50 })),
  ],
  ['week of firings on the server', 'ms', 2_000, answered(({ client }) => client.schedules.upcoming({ days: 7 }))],
  ['rows of a long table in the page', 'rows', 150, rowsInPage],
  ['frames while a long table is scrolled', 'fps', 55, scrollFrames],
  ['matrix of 200 tasks × 50 runs', 'ms', 1_000, untilDrawn(({ matrix }) => matrix, 'table.matrix tbody tr')],
  ['graph until its first node', 'ms', 1_000, untilDrawn(({ graph }) => graph, '.react-flow__node')],
  ['frame while a graph is moved, p95', 'ms', 16.7, frameMoved(({ graph }) => graph)],
  ['large graph until its first node', 'ms', 3_000, untilDrawn(({ largeGraph }) => largeGraph, '.react-flow__node')],
  ['frame while a large graph is moved, p95', 'ms', 16.7, frameMoved(({ largeGraph }) => largeGraph)],
  ['nodes of a mapped task', 'nodes', 1, mappedNodes],
  [
    'long log at its end',
    'ms',
    1_000,
    untilDrawn(
      ({ log }) => log,
      ({ logEnd }) => `.log-lines a[href="#L${logEnd}"]`,
    ),
  ],
  ['heap after all of this', 'MB', 300, heap],
];

export async function measureBudgets(bench: Bench, onMeasured: (measured: Measured) => void): Promise<void> {
  for (const [budget, unit, limit, measure] of BUDGETS) {
    const value = Number((await measure(bench)).toFixed(unit === 'shift' ? 3 : 1));
    onMeasured({ budget, unit, limit, value, isKept: unit === 'fps' ? value >= limit : value <= limit });
  }
}

function failedRuns({ client }: Platform): Promise<unknown> {
  return client.runs.list({ state: ['failed'], workflow: 'w7', limit: 50 });
}

async function largestPaint({ page, open }: Bench): Promise<number> {
  await open('/p/default');
  await page.getByRole('main').locator('h1').first().waitFor();
  return page.evaluate(
    () =>
      new Promise<number>((tell) => {
        // Told of what was painted before as well; the last one is the largest.
        new PerformanceObserver((seen) => tell(seen.getEntries().at(-1)?.startTime ?? 0)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        });
      }),
  );
}

/** Of the page as it stands, which the measure before has loaded. */
function layoutShift({ page }: Bench): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((tell) => {
        let shift = 0;
        const watch = new PerformanceObserver((seen) => {
          for (const entry of seen.getEntries()) shift += (entry as PerformanceEntry & { value: number }).value;
        });
        watch.observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => tell(shift)));
      }),
  );
}

async function rowsInPage({ page, open }: Bench): Promise<number> {
  await open('/p/default/w');
  await page.locator('main tbody tr').first().waitFor();
  return page.locator('main tbody tr').count();
}

/** Of the table that the measure before has opened. */
function scrollFrames({ page }: Bench): Promise<number> {
  return page.evaluate(async (frames) => {
    const frame = document.querySelector('main');
    const next = () => new Promise<number>((drawn) => requestAnimationFrame(drawn));
    const begun = await next();
    let now = begun;
    for (let no = 0; no < frames; no++) {
      frame?.scrollBy(0, 40);
      now = await next();
    }
    return (frames * 1_000) / (now - begun);
  }, SCROLL_FRAMES);
}

/** A function and no constant: the table above is read first. */
function frameMoved(addressOf: (fixtures: Fixtures) => string): Measure {
  return (bench) => graphFrame(bench, addressOf(bench.fixtures));
}

async function graphFrame({ page, open }: Bench, address: string): Promise<number> {
  await open(address);
  const graph = page.locator('.react-flow__pane').first();
  await page.locator('.react-flow__node').first().waitFor();
  // What the page still loads is the budget of its first node.
  await atRest(page);
  const box = await graph.boundingBox();
  if (box === null) throw new Error('the graph has no size');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const frames = page.evaluate(async (count) => {
    const next = () => new Promise<number>((drawn) => requestAnimationFrame(drawn));
    const times: number[] = [];
    let before = await next();
    for (let no = 0; no < count; no++) {
      const now = await next();
      times.push(now - before);
      before = now;
    }
    return times.sort((a, b) => a - b)[Math.ceil(count * 0.95) - 1] ?? 0;
  }, SCROLL_FRAMES);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 200, y + 100, { steps: SCROLL_FRAMES });
  await page.mouse.up();
  // The browser tells tenths of a millisecond, here and there one too many: what counts is the refreshes of the screen.
  return Math.round((await frames) / REFRESH_MS) * REFRESH_MS;
}

async function mappedNodes({ page, fixtures, open }: Bench): Promise<number> {
  await open(fixtures.items);
  await page.locator('.react-flow__node').first().waitFor();
  return page.locator('.react-flow__node').count();
}

function heap({ page }: Bench): Promise<number> {
  return page.evaluate(
    (mb) => (performance as Performance & { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / mb,
    MB,
  );
}
