/** States that an installation in good health does not show: what the server would answer then, put into its place. */
import { type ErrorCode, type Said, said } from '@carillon/core';
import type { Page, Route } from 'playwright-core';

const API = '**/api/v1';

/** As servers write it: in English, and with the parts of which others make it in their language. */
const problem = (status: number, code: ErrorCode, message: Said) => {
  const detail = String(message);
  const type = `urn:carillon:${code}`;
  const json = { type, title: detail, status, code, detail, said: { detail: message }, instance: 'req-01J9ZC4Q' };
  return (route: Route) => route.fulfill({ status, contentType: 'application/problem+json', json });
};

const OVERLOADED = problem(503, 'STORE_UNAVAILABLE', said`the database does not answer`);

/** One answer fails, and the rest of the page goes on working. */
export const failing = (path: string) => (page: Page) => page.route(`${API}${path}`, OVERLOADED);

export const forbidden = (path: string) => (page: Page) =>
  page.route(`${API}${path}`, problem(403, 'PERMISSION_DENIED', said`${'run.read'} is not permitted`));

/** The workflow of a run went well before, with other parameters. */
export const greenBefore = (page: Page) =>
  page.route(`${API}/runs?*state=success*`, async (route) => {
    const url = new URL(route.request().url());
    for (const name of ['state', 'createdBefore']) url.searchParams.delete(name);
    const { items } = (await (await route.fetch({ url: url.href })).json()) as { readonly items: readonly object[] };
    const green = {
      ...items[0],
      id: 'run_00000000000000000000000001',
      params: { since: '2026-11-01', region: 'eu-west-1' },
    };
    await route.fulfill({ json: { items: [green] } });
  });

/** The first part of a log is read, and nothing behind it. */
export async function breakOff(page: Page): Promise<void> {
  await page.route(`${API}/task-runs/*/attempts/*/log?*`, async (route) => {
    const { searchParams } = new URL(route.request().url());
    if (searchParams.get('offset') !== '0') return OVERLOADED(route);
    const response = await route.fetch();
    const slice = (await response.json()) as object;
    await route.fulfill({ response, json: { ...slice, complete: false } });
  });
}

/** The log began the day before. */
export const sinceYesterday = (page: Page) =>
  page.route(`${API}/task-runs/*/attempts/*/log?*`, async (route) => {
    const response = await route.fetch();
    const slice = (await response.json()) as { readonly text: string };
    const text = slice.text.replace(/^\S+Z/, (at) => new Date(Date.parse(at) - 86_400_000).toISOString());
    await route.fulfill({ response, json: { ...slice, text } });
  });

/** Not all workflows could be looked at. */
export const partialLineage = (page: Page) =>
  page.route(`${API}/lineage?*`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), isPartial: true } });
  });

/** The session is over. */
export const signedOut = (page: Page) =>
  page.route(`${API}/**`, problem(401, 'AUTH_SESSION_EXPIRED', said`the session has ended`));

/** An answer that does not come while one looks. */
export const silent = (path: string) => (page: Page) => page.route(`${API}${path}`, () => {});

export const cutStream = (page: Page) => page.route(`${API}/stream*`, (route) => route.abort());

/** Some seconds later, and nothing came meanwhile. */
export async function becomeStale(page: Page): Promise<void> {
  await page.route(`${API}/health`, (route) => route.abort());
  await page.evaluate((laterMs) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + laterMs;
  }, 40_000);
  await page.locator('.stale').waitFor();
}

/** Parts of the platform's health that the server could not get in time. */
export const withoutParts = (page: Page) =>
  page.route(`${API}/health`, async (route) => {
    const response = await route.fetch();
    const {
      findings: _findings,
      store: _store,
      duties: _duties,
      ...rest
    } = (await response.json()) as object & {
      readonly findings?: unknown;
      readonly store?: unknown;
      readonly duties?: unknown;
    };
    await route.fulfill({ response, json: { ...rest, missing: ['store', 'findings'] } });
  });

/** The receiver of an alert has refused its newest notice until nobody tried any longer. */
export const givenUp = (page: Page) =>
  page.route(`${API}/alerts/alr_*`, async (route) => {
    const response = await route.fetch();
    const alert = (await response.json()) as { readonly notices: readonly object[] };
    const [newest, ...others] = alert.notices;
    const refused = {
      ...newest,
      state: 'given_up',
      tries: 8,
      error: 'answered 503 Service Unavailable',
      actions: { retry: { allowed: true } },
    };
    await route.fulfill({ response, json: { ...alert, notices: [refused, ...others] } });
  });

const STALE_CHANGE = problem(409, 'PLAN_STALE', said`now ${'load, check'} would run`);

/** The run went on between what was shown and what was pressed. */
export const staleRerun = (page: Page) =>
  page.route(`${API}/runs/*/rerun*`, (route) =>
    route.request().url().includes('dryRun') ? route.fallback() : STALE_CHANGE(route),
  );

const DRAFT = {
  apiVersion: 'carillon/v1',
  kind: 'Draft',
  project: 'default',
  name: 'orders-daily',
  revision: 7,
  baseVersion: 1,
  author: 'zhao',
  updatedAt: '2026-11-20T09:30:00.000Z',
  actions: { discard: { allowed: true } },
};

/** What this browser keeps of what was typed before. */
const forgetTyped = (page: Page) => page.evaluate(() => localStorage.removeItem('carillon.draft.default/orders-daily'));

/** Somebody else saves the draft of orders-daily, with another title and one task more. */
export async function savedByOther(page: Page): Promise<void> {
  await forgetTyped(page);
  await page.route(
    `${API}/drafts/default/orders-daily/save`,
    problem(409, 'CONFLICT_STATE', said`the draft has been saved by ${'zhao'} meanwhile: it is at revision ${7}`),
  );
  let isSaved = false;
  page.on('response', (response) => {
    if (response.url().endsWith('/drafts/default/orders-daily/save')) isSaved = true;
  });
  await page.route(`${API}/drafts?*`, (route) => route.fulfill({ json: { items: isSaved ? [DRAFT] : [] } }));
  await page.route(`${API}/drafts/default/orders-daily`, async (route) => {
    const version = await page.request.get(
      new URL('/api/v1/workflows/default/orders-daily/versions/1', page.url()).href,
    );
    const { source } = (await version.json()) as { readonly source: string };
    const text = `${source.replace('Orders of a day', 'Orders of one day')}  notify: { type: noop, needs: [check] }\n`;
    await route.fulfill({ json: { ...DRAFT, text } });
  });
}

/** Nothing that is written is saved. */
export async function notSaved(page: Page): Promise<void> {
  await forgetTyped(page);
  await page.route(`${API}/drafts/default/orders-daily/save`, OVERLOADED);
}

/** In a page: the browser has no room left for a draft. */
export function fillStorage(): void {
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (this: Storage, key: string, value: string) {
    if (key.startsWith('carillon.draft.')) throw new DOMException('full', 'QuotaExceededError');
    setItem.call(this, key, value);
  };
}

/** Somebody else saves the draft of orders-daily, and nobody can read it. */
export async function savedByUnreadOther(page: Page): Promise<void> {
  await forgetTyped(page);
  await page.route(`${API}/drafts/default/orders-daily/presence`, async (route) => {
    const others = [{ window: '00000000-0000-4000-8000-000000000000', author: 'zhao', task: 'load' }];
    await route.fulfill({ json: { apiVersion: 'carillon/v1', kind: 'EditorPresence', draft: DRAFT, others } });
  });
  let isOpen = false;
  await page.route(`${API}/drafts?*`, (route) => {
    if (isOpen) return OVERLOADED(route);
    isOpen = true;
    return route.fulfill({ json: { items: [] } });
  });
}

/** There is a newer version of orders-daily than the one that the draft was written on. */
export async function overtaken(page: Page): Promise<void> {
  await forgetTyped(page);
  await page.route(`${API}/drafts/default/orders-daily/save`, (route) =>
    route.fulfill({ json: { ...DRAFT, author: 'admin', revision: 1, text: route.request().postDataJSON().text } }),
  );
  await page.route(`${API}/drafts?*`, (route) => route.fulfill({ json: { items: [] } }));
  await page.route(
    `${API}/documents/apply*`,
    problem(409, 'CONFLICT_STATE', said`${'orders-daily'} has version ${2} by now; the text was written on ${1}`),
  );
  let applied = false;
  page.on('response', (response) => {
    if (response.url().includes('/documents/apply')) applied = true;
  });
  await page.route(`${API}/workflows/default/orders-daily/versions/1`, async (route) => {
    const response = await route.fetch();
    const version = (await response.json()) as { readonly source: string };
    if (!applied) return route.fulfill({ response, json: version });
    const source = version.source.replace('Orders of a day', 'Orders of one day');
    return route.fulfill({ response, json: { ...version, number: 2, author: 'zhao', source } });
  });
}

/** Another title, as a reader types it. */
export async function retitle(page: Page): Promise<void> {
  const line = page.locator('.cm-line', { hasText: 'Orders of a day' });
  await line.click();
  await page.keyboard.press('End');
  await page.keyboard.type(', counted');
}

/** Somebody wrote another name into the second row of the audit. */
export const editedRow = (page: Page) =>
  page.route(`${API}/audit?order=oldest*`, async (route) => {
    const response = await route.fetch();
    const { items, ...rest } = (await response.json()) as { readonly items: readonly { readonly seq: number }[] };
    const edited = items.map((row) => (row.seq === 2 ? { ...row, actor: 'nobody' } : row));
    await route.fulfill({ response, json: { ...rest, items: edited } });
  });

/** A date for which a schedule fires several times. */
export const severalRuns = (page: Page) =>
  page.route(`${API}/workflows/*/*/at/*`, async (route) => {
    const runs = await page.request.get(new URL('/api/v1/runs?workflow=orders-daily&limit=3', page.url()).href);
    await route.fulfill({ json: await runs.json() });
  });

/** What every button says to who may look and do nothing. */
const REFUSED = { allowed: false, code: 'OTHER_TENANT', reason: 'It belongs to another tenant.' };

function refusedIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(refusedIn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      name === 'actions'
        ? Object.fromEntries(Object.keys(each as object).map((act) => [act, REFUSED]))
        : refusedIn(each),
    ]),
  );
}

/** @param path of answers whose actions are refused, each with why */
export const refusing = (path: string) => (page: Page) =>
  page.route(`${API}${path}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: refusedIn(await response.json()) });
  });

/** The start form as it is after somebody has started this workflow from this browser before. */
export const startedBefore = (page: Page) =>
  page.evaluate(async () => {
    const { user } = (await (await fetch('/api/v1/session')).json()) as { readonly user: string };
    localStorage.setItem(`carillon.inputs.${user}/dev/default/orders-daily`, JSON.stringify({ region: 'eu' }));
  });

const MANY_TASKS = 2_000;
const STAGGER_MS = 20;

interface AnyTask {
  readonly id: string;
  readonly task: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
}

/** One after the other, until there are so many. */
function manyOf<T extends AnyTask>(tasks: readonly T[]): readonly (T & { readonly name: string })[] {
  const rounds = Math.ceil(MANY_TASKS / tasks.length);
  const all = Array.from({ length: rounds }, () => tasks).flat();
  return all.slice(0, MANY_TASKS).map((task, n) => ({ ...task, name: `${task.task}-${String(n).padStart(4, '0')}` }));
}
const later = (at: string | undefined, n: number): string | undefined =>
  at && new Date(Date.parse(at) + n * STAGGER_MS).toISOString();

/** The run has two thousand tasks, made of those that it has. */
export async function manyTasks(page: Page): Promise<void> {
  await page.route(`${API}/runs/*/tasks*`, async (route) => {
    const response = await route.fetch();
    const { items } = (await response.json()) as { readonly items: readonly AnyTask[] };
    const many = manyOf(items).map(({ name, id, startedAt, endedAt, ...rest }, n) => ({
      ...rest,
      id: `${id.slice(0, -4)}${String(n).padStart(4, '0')}`,
      task: name,
      state: n % 97 === 40 ? 'failed' : n % 13 === 5 ? 'skipped' : 'success',
      startedAt: later(startedAt, n),
      endedAt: later(endedAt, n),
    }));
    await route.fulfill({ response, json: { items: many } });
  });
  await page.route(`${API}/runs/*/graph*`, async (route) => {
    const response = await route.fetch();
    const graph = (await response.json()) as { readonly nodes: readonly (AnyTask & { readonly taskRunId: string })[] };
    const many = manyOf(graph.nodes);
    const nodes = many.map(({ name, ...node }) => ({ ...node, task: name }));
    const edges = many.slice(1).map(({ name }, n) => ({ from: many[Math.floor(n / 4)]?.name ?? '', to: name }));
    await route.fulfill({ response, json: { nodes, edges } });
  });
}
