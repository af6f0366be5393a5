/** Every page of the console worth a look: all routes, views and tabs, and each way in which a run can be. */
import type { Page } from 'playwright-core';
import type { Places } from './installation.ts';
import {
  becomeStale,
  breakOff,
  cutStream,
  editedRow,
  failing,
  forbidden,
  givenUp,
  greenBefore,
  fillStorage,
  manyTasks,
  notSaved,
  overtaken,
  partialLineage,
  refusing,
  retitle,
  savedByOther,
  savedByUnreadOther,
  severalRuns,
  signedOut,
  silent,
  sinceYesterday,
  staleRerun,
  startedBefore,
  withoutParts,
} from './states.ts';

export interface Screen {
  readonly name: string;
  /** As the console's routes write it, without what leads elsewhere. */
  readonly route: string;
  /** Behind the route's own parameters, filled in. */
  readonly address: (places: Places) => string;
  /** Brings what the address does not: dialogs. Names are of both languages. */
  readonly act?: (page: Page) => Promise<void>;
  /** Before the page is opened: puts answers of its own into the place of the server's. */
  readonly stub?: (page: Page) => unknown;
  /** What it asks for does not come: it is seen while it waits. */
  readonly waits?: true;
  /** Kept in docs/screens. */
  readonly kept?: true;
  /** An answer that is refused on purpose, as the browser tells of it. */
  readonly refused?: string;
}

const P = '/p/$project';
const at = (route: string, name: string, tail: string, more: Partial<Screen> = {}): Screen => ({
  name,
  route: `${P}/${route}`,
  address: () => `/p/default/${tail}`,
  ...more,
});
const run = (name: string, workflow: string, query = '', more: Partial<Screen> = {}): Screen => ({
  name: `run-${name}`,
  route: `${P}/r/$runId`,
  address: ({ runs }) => `/p/default/r/${runs.get(workflow) ?? 'none'}${query}`,
  ...more,
});
/** A dialog is there before it is looked at: it may have to be loaded. */
const dialog = (name: RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
  await page.getByRole('dialog').waitFor();
};
const openSections = async (page: Page) => {
  const closed = page.locator('.inspector-section > button[aria-expanded=false]');
  for (let left = await closed.count(); left > 0; left -= 1) await closed.first().click();
  await page.locator('.map-form').last().scrollIntoViewIfNeeded();
};
const moreFilters = (page: Page) => page.locator('.more-filters summary').click();
const checkChain = async (page: Page) => {
  await dialog(/^(Check the chain…|校验审计链…)$/)(page);
  await page.getByRole('button', { name: /^(Check|校验)$/ }).click();
  await page.locator('.chain-verdict').waitFor();
};
const find =
  (text: string, isPattern = false) =>
  async (page: Page) => {
    if (isPattern) await page.getByRole('button', { name: /^(Regular expression|正则表达式)/ }).click();
    const box = page.locator('.log-search input');
    await box.fill(text);
    await box.press('Enter');
    if (isPattern) await page.locator('.log-hits li').first().waitFor();
    else await box.press('Enter');
  };

export const SCREENS: readonly Screen[] = [
  { name: 'overview', route: P, address: () => '/p/default', kept: true },
  at('w', 'workflows', 'w', { kept: true }),
  at('w', 'workflows-filtered-out', 'w?q=nobody'),
  at('w', 'workflows-filters', 'w?lifecycle=["active"]', { act: moreFilters }),
  at('w', 'workflows-bulk', 'w', { act: dialog(/^(Act on all…|批量操作…)$/) }),
  at('w', 'workflows-plan', 'w', {
    act: async (page) => {
      await dialog(/^(Act on all…|批量操作…)$/)(page);
      await page.getByRole('button', { name: /^(Preview|预览)$/ }).click();
      await page.locator('.plan-table').waitFor();
    },
  }),
  at('w', 'palette', 'w', {
    kept: true,
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.locator('.palette input').fill('mrdd');
      await page.locator('.palette').getByText('reconcile').waitFor();
    },
  }),
  at('w', 'keys', 'w', {
    act: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  }),
  at('w', 'workflows-failing', 'w', { stub: failing('/workflows?*'), refused: '503' }),
  at('w/$workflow', 'workflow', 'w/orders-daily', { kept: true }),
  at('w/$workflow', 'workflow-matrix', 'w/daily-report?tab=matrix', { kept: true }),
  at('w/$workflow', 'workflow-schedule', 'w/orders-daily?tab=schedule'),
  at('w/$workflow', 'workflow-backfills', 'w/orders-daily?tab=backfills'),
  at('w/$workflow', 'workflow-alerts', 'w/stock-sync?tab=alerts'),
  at('w/$workflow', 'workflow-versions', 'w/price-list?tab=versions', { kept: true }),
  at('w/$workflow', 'workflow-versions-compared', 'w/price-list?tab=versions&version=3&from=1'),
  at('w/$workflow', 'workflow-rollback', 'w/price-list?tab=versions&version=1', {
    act: dialog(/^(Roll back to @1…|回滚到 @1…)$/),
  }),
  at('w/$workflow', 'start', 'w/orders-daily', { act: dialog(/^(Start|启动)$/) }),
  at('w/$workflow', 'start-again', 'w/orders-daily', {
    act: async (page) => {
      await startedBefore(page);
      await dialog(/^(Start|启动)$/)(page);
    },
  }),
  at('w/$workflow', 'workflow-refused', 'w/orders-daily', {
    stub: refusing('/workflows/default/orders-daily?*'),
  }),
  at('w/$workflow', 'workflow-rollback-refused', 'w/price-list?tab=versions&version=1', {
    stub: refusing('/workflows/default/price-list?*'),
  }),
  at('w/$workflow', 'workflow-pause', 'w/orders-daily', { act: dialog(/^(Pause…|暂停…)$/) }),
  at('w/$workflow', 'workflow-resume', 'w/month-end', { act: dialog(/^(Resume…|恢复…)$/) }),
  at('w/$workflow/at/$date', 'run-at-several', 'w/orders-daily/at/2026-11-20', { stub: severalRuns }),
  at('w/$workflow/at/$date', 'run-at-none', 'w/month-end/at/2099-01-01'),
  at('w/$workflow/at/$date', 'run-at-no-date', 'w/month-end/at/tomorrow', { refused: '400' }),
  at('w/new', 'new-workflow', 'w/new'),
  at('w/$workflow', 'workflow-failing', 'w/orders-daily', { stub: failing('/runs?*'), refused: '503' }),
  at('w/$workflow/edit', 'editor', 'w/orders-daily/edit', { kept: true }),
  at('w/$workflow/edit', 'editor-script', 'w/daily-report/edit?view=script&task=tasks%2Fclean', { kept: true }),
  at('w/$workflow/edit', 'editor-script-none', 'w/daily-report/edit?view=script&task=tasks%2Fextract'),
  at('w/$workflow/edit', 'editor-running', 'w/daily-report/edit?view=canvas&task=tasks%2Fload', { act: openSections }),
  at('w/$workflow/edit', 'editor-test', 'w/daily-report/edit?task=tasks%2Fcheck', {
    act: async (page) => {
      await page.getByRole('button', { name: /^(Test…|测试…)$/ }).click();
      await page.locator('.task-test-form').waitFor();
    },
  }),
  at('w/$workflow/edit', 'editor-saved-by-other', 'w/orders-daily/edit', {
    kept: true,
    stub: savedByOther,
    refused: '409',
    act: async (page) => {
      await retitle(page);
      await page.getByRole('dialog').waitFor();
    },
  }),
  at('w/$workflow/edit', 'editor-not-saved', 'w/orders-daily/edit', {
    stub: notSaved,
    refused: '503',
    act: async (page) => {
      await retitle(page);
      await page.locator('.editor-kept.is-local').waitFor();
    },
  }),
  at('w/$workflow/edit', 'editor-no-room', 'w/orders-daily/edit', {
    stub: notSaved,
    refused: '503',
    act: async (page) => {
      await page.evaluate(fillStorage);
      await retitle(page);
      await page.locator('.editor-kept.is-nowhere').waitFor();
    },
  }),
  at('w/$workflow/edit', 'editor-other-unread', 'w/orders-daily/edit', {
    stub: savedByUnreadOther,
    refused: '503',
    act: async (page) => {
      await page.getByRole('button', { name: /^(Compare…|对比…)$/ }).click();
      await page.locator('.others-note [role=alert]').waitFor();
    },
  }),
  at('w/$workflow/edit', 'editor-overtaken', 'w/orders-daily/edit', {
    stub: overtaken,
    refused: '409',
    act: async (page) => {
      await retitle(page);
      await dialog(/^(Publish…|发布…)$/)(page);
      await page.getByRole('button', { name: /^(Publish|发布)$/ }).click();
      await page.getByRole('dialog', { name: /2/ }).waitFor();
    },
  }),
  at('r', 'runs', 'r', { kept: true }),
  at('r', 'runs-filters', 'r?trigger=["manual","schedule"]&input=["region=eu"]', { act: moreFilters }),
  at('r', 'runs-strange-filters', 'r?state=["failed","moon"]&since=3y'),
  at('w', 'workflows-strange-filters', 'w?lifecycle=moon&paused=yes'),
  at('alerts', 'alerts-strange-filters', 'alerts?tab=rules&severity=loud'),
  at('r', 'runs-loading', 'r', { stub: silent('/runs?*'), waits: true }),
  at('r', 'runs-failing', 'r', { stub: failing('/runs?*'), refused: '503' }),
  at('r', 'runs-forbidden', 'r', { stub: forbidden('/runs?*'), refused: '403' }),
  at('r', 'stream-cut', 'r', { stub: cutStream, refused: 'ERR_FAILED' }),
  at('r', 'runs-chosen', 'r', {
    act: async (page) => {
      for (const row of [0, 1, 2]) await page.locator('td.choose input').nth(row).check();
      await page.locator('.chosen-bar').waitFor();
    },
  }),
  at('bulk', 'bulks', 'bulk'),
  at('bulk/$planId', 'bulk-plan', '', { address: ({ bulk }) => `/p/default/bulk/${bulk}` }),
  at('bulk/$planId', 'plan-of-backfill', '', { address: ({ planOfBackfill }) => `/p/default/bulk/${planOfBackfill}` }),
  at('bulk/$planId', 'plan-of-workflows', '', {
    address: ({ planOfWorkflows }) => `/p/default/bulk/${planOfWorkflows}`,
  }),
  at('r', 'bulk', 'r?state=["failed"]', { act: dialog(/^(Act on all…|批量操作…)$/) }),
  run('success', 'daily-report', '?view=graph&task=check&tab=log', { kept: true }),
  run('log-hits', 'chatter', '?task=talk&tab=log', { kept: true, act: find('refused') }),
  run('log-streams', 'daily-report', '?task=clean&tab=log&stream=own'),
  run('log-of-days', 'chatter', '?task=talk&tab=log', { stub: sinceYesterday }),
  run('log-pattern', 'chatter', '?task=talk&tab=log', { act: find('refused .*[0-4]7$', true) }),
  run('tasks-failing', 'daily-report', '', { stub: failing('/runs/*/tasks*'), refused: '503' }),
  run('log-failing', 'daily-report', '?task=check&tab=log', {
    stub: failing('/task-runs/*/attempts/*/log*'),
    refused: '503',
  }),
  run('log-broken', 'daily-report', '?task=check&tab=log', { stub: breakOff, refused: '503' }),
  run('rerun-stale', 'regions', '', {
    stub: staleRerun,
    refused: '409',
    act: async (page) => {
      await dialog(/^(Rerun…|重跑…)$/)(page);
      await page.getByRole('dialog').locator('.ant-btn-primary:enabled').click();
      await page.getByRole('alert').waitFor();
    },
  }),
  run('timeline', 'daily-report', '?view=timeline&task=clean&tab=attempts'),
  run('table', 'daily-report', '?view=table&task=clean&tab=io'),
  run('filtered', 'daily-report', '?view=graph&q=e&state=success&task=load&tab=config'),
  run('filtered-timeline', 'nested', '?view=timeline&q=count'),
  run('filtered-out', 'nested', '?view=table&q=nobody'),
  run('printed', 'daily-report', '?view=timeline&task=clean&tab=log', {
    act: (page) => page.emulateMedia({ media: 'print' }),
  }),
  run('since-green', 'regions', '?view=graph&task=each', { stub: greenBefore }),
  run('config', 'daily-report', '?view=graph&task=clean&tab=config'),
  run('items-failed', 'regions', '?view=graph&task=each', { kept: true }),
  run('groups', 'nested', '?view=graph'),
  run('groups-timeline', 'nested', '?view=timeline&task=pages'),
  run('groups-table', 'nested', '?view=table&task=count.map'),
  run('sub-workflow', 'nightly', '?view=graph&task=release'),
  run('compensated', 'booking', '?view=graph&task=pay&tab=log', { kept: true }),
  run('compensated-timeline', 'booking', '?view=timeline&task=flight.compensate&tab=events'),
  run('sla-missed', 'promised', '?view=graph'),
  run('approval', 'release', '?view=graph&task=ask'),
  run('waits', 'waits', '?view=graph&task=orders', { kept: true }),
  run('wait-signal', 'waits', '?view=timeline&task=paid'),
  run('wait-dataset', 'waits', '?view=table&task=rates'),
  run('wait-file', 'waits', '?view=graph&task=export'),
  run('no-capable-worker', 'gpu-training', '?view=graph&task=train'),
  run('backoff', 'flaky', '?view=graph&task=call'),
  run('queue-paused', 'old-years', '?view=graph&task=move'),
  run('task-limit', 'warehouse, held', '?view=graph&task=load'),
  run('run-limit', 'single, held', '?view=graph'),
  run('rate', 'shop-api, held', '?view=graph&task=fetch'),
  run('paused', 'paused', '?view=graph'),
  run('stop', 'nightly', '?view=graph', { act: dialog(/^(Stop…|停止…)$/) }),
  run('notes', 'trip', '?view=graph'),
  run('stop-undo', 'trip', '?view=graph', { act: dialog(/^(Stop…|停止…)$/) }),
  run('refused', 'trip', '?view=graph', {
    stub: refusing('/runs/run_*'),
  }),
  run('many-table', 'daily-report', '?view=table', { stub: manyTasks }),
  run('many-timeline', 'daily-report', '?view=timeline', { stub: manyTasks }),
  run('many-graph', 'daily-report', '?view=graph', { stub: manyTasks }),
  run('compare', 'regions', '', {
    route: `${P}/r/$runId/compare`,
    address: ({ runs }) => `/p/default/r/${runs.get('regions')}/compare`,
  }),
  run('compare-other', 'booking', '', {
    route: `${P}/r/$runId/compare`,
    address: ({ runs }) => `/p/default/r/${runs.get('booking')}/compare?with=${runs.get('daily-report')}`,
  }),
  run('missing', '', '', { address: () => '/p/default/r/run_00000000000000000000000000', refused: '404' }),
  at('schedule', 'schedules-week', 'schedule', { kept: true }),
  at('schedule', 'schedules-triggers', 'schedule?tab=triggers'),
  at('schedule', 'schedules-backfills', 'schedule?tab=backfills'),
  ...['year', 'ledger', 'simulate'].map((view) =>
    at('schedule/$scheduleId', `schedule-${view}`, '', {
      address: ({ schedule }) => `/p/default/schedule/${schedule}?view=${view}`,
    }),
  ),
  at('backfills/$backfillId', 'backfill', '', {
    address: ({ backfill }) => `/p/default/backfills/${backfill}`,
    kept: true,
  }),
  at('backfills/$backfillId', 'backfill-table', '', {
    address: ({ backfill }) => `/p/default/backfills/${backfill}?as=table`,
  }),
  at('schedule/$scheduleId', 'schedule-fire', '', {
    address: ({ schedule }) => `/p/default/schedule/${schedule}`,
    act: dialog(/^(Fire now…|立即触发…)$/),
  }),
  at('calendars', 'calendars', 'calendars'),
  at('calendars/$name', 'calendar', 'calendars/shop-days'),
  at('datasets', 'datasets', 'datasets', { kept: true }),
  at('datasets', 'dataset', 'datasets?name=orders'),
  at('datasets', 'dataset-unborn', 'datasets?name=order_totals', { refused: '404' }),
  at('datasets', 'dataset-update', 'datasets?name=rates', { act: dialog(/^(Record an update…|记录更新…)$/) }),
  at('datasets', 'lineage', 'datasets?view=lineage', { kept: true }),
  at('datasets', 'lineage-around', 'datasets?view=lineage&name=orders&depth=3'),
  at('datasets', 'lineage-partial', 'datasets?view=lineage', { stub: partialLineage }),
  at('datasets', 'lineage-of-workflow', 'datasets?view=lineage&workflow=orders-digest&depth=1'),
  at('settings', 'settings', 'settings'),
  at('settings', 'signed-out', 'settings', { stub: signedOut, refused: '401' }),
  at('approvals', 'approvals', 'approvals', { kept: true }),
  at('approvals', 'approvals-all', 'approvals?show=all'),
  at('approvals/$approvalId', 'approval', '', { address: ({ approval }) => `/p/default/approvals/${approval}` }),
  at('approvals/$approvalId', 'approval-missing', 'approvals/apr_00000000000000000000000000', { refused: '404' }),
  at('alerts', 'alerts', 'alerts', { kept: true }),
  at('alerts', 'alerts-filtered-out', 'alerts?q=nobody'),
  ...['noise', 'rules', 'silences', 'channels'].map((tab) => at('alerts', `alerts-${tab}`, `alerts?tab=${tab}`)),
  at('alerts', 'alert-rule', 'alerts?tab=rules', { act: dialog(/^(New rule…|新建规则…)$/) }),
  at('alerts', 'alert-channel', 'alerts?tab=channels', { act: dialog(/^(New channel…|新建渠道…)$/) }),
  at('alerts', 'alert-channel-removed', 'alerts?tab=channels', { act: dialog(/^(Remove…|移除…)$/) }),
  at('alerts/$alertId', 'alert', '', { address: ({ alert }) => `/p/default/alerts/${alert}` }),
  at('alerts/$alertId', 'alert-given-up', '', {
    address: ({ alert }) => `/p/default/alerts/${alert}`,
    stub: givenUp,
    act: (page) => page.getByRole('button', { name: /^(Send again|重新发送)$/ }).scrollIntoViewIfNeeded(),
  }),
  at('alerts/$alertId', 'silence', '', {
    address: ({ alert }) => `/p/default/alerts/${alert}`,
    act: dialog(/^(Silence…|静默…)$/),
    kept: true,
  }),
  at('fleet', 'workers', 'fleet', { kept: true }),
  at('fleet', 'worker-drain', 'fleet', { act: dialog(/^(Drain |排空 ).*/) }),
  at('fleet', 'queues', 'fleet?show=queues'),
  at('fleet', 'queue-set', 'fleet?show=queues', {
    act: async (page) => {
      await dialog(/^(Change the weight and shares of etl|修改队列 etl )/)(page);
      await page.getByRole('textbox', { name: /^(Maximum share|最大份额)$/ }).fill('50%');
    },
  }),
  at('fleet', 'limits', 'fleet?show=limits'),
  at('fleet', 'limit-new', 'fleet?show=limits', { act: dialog(/^(New limit…|新建限制…)$/) }),
  at('fleet', 'limit-set', 'fleet?show=limits', {
    act: async (page) => {
      await dialog(/^(Change the limit|修改限制) shop$/)(page);
      await page.getByRole('textbox', { name: /^(In a time|一段时间内)$/ }).fill('200');
    },
  }),
  at('fleet', 'limit-removed', 'fleet?show=limits', { act: dialog(/^(Remove the limit|移除限制) shop$/) }),
  at('admin', 'admin', 'admin', { kept: true }),
  at('admin', 'admin-secret-uses', 'admin', {
    act: (page) => page.locator('button[aria-expanded]').filter({ hasText: /^\d+$/ }).first().click(),
  }),
  at('admin', 'admin-secret-new', 'admin', { act: dialog(/^(New secret…|新建密钥…)$/) }),
  at('admin', 'admin-secret-set', 'admin', { act: dialog(/^(New value for|更换) /) }),
  at('admin', 'admin-secret-removed', 'admin', { act: dialog(/^(Remove the secret|移除密钥) /) }),
  at('admin', 'admin-variables', 'admin?tab=variables', { kept: true }),
  at('admin', 'admin-variable-new', 'admin?tab=variables', { act: dialog(/^(New variable…|新建变量…)$/) }),
  at('admin', 'admin-variable-set', 'admin?tab=variables', { act: dialog(/^(Change the variable|修改变量) /) }),
  at('admin', 'admin-variable-removed', 'admin?tab=variables', { act: dialog(/^(Remove the variable|移除变量) /) }),
  at('admin', 'admin-tokens', 'admin?tab=tokens'),
  at('admin', 'admin-token-new', 'admin?tab=tokens', { act: dialog(/^(New token…|新建令牌…)$/) }),
  at('admin', 'admin-token-revoked', 'admin?tab=tokens', { act: dialog(/^(Revoke the token|吊销令牌) /) }),
  at('admin', 'admin-filtered-out', 'admin?q=nobody'),
  at('admin', 'admin-strange-filters', 'admin?tab=moon'),
  at('admin', 'admin-failing', 'admin', { stub: failing('/secrets*'), refused: '503' }),
  at('audit', 'audit', 'audit', { kept: true }),
  at('audit', 'audit-filters', 'audit?action=secret.&outcome=done', { act: moreFilters }),
  at('audit', 'audit-filtered-out', 'audit?object=nobody'),
  at('audit', 'audit-strange-filters', 'audit?outcome=moon&since=24h'),
  at('audit', 'audit-loading', 'audit', { stub: silent('/audit*'), waits: true }),
  at('audit', 'audit-failing', 'audit', { stub: failing('/audit*'), refused: '503' }),
  at('audit', 'audit-chain', 'audit', { act: checkChain }),
  at('audit', 'audit-chain-broken', 'audit', { stub: editedRow, act: checkChain }),
  at('audit/$seq', 'audit-row', '', { address: ({ audit }) => `/p/default/audit/${audit}` }),
  at('audit/$seq', 'audit-row-missing', 'audit/999999999', { refused: '404' }),
  at('health', 'health', 'health', { kept: true }),
  at('health', 'health-loading', 'health', { stub: silent('/health'), waits: true }),
  at('health', 'health-stale', 'health', { act: becomeStale, refused: 'ERR_FAILED' }),
  at('health', 'health-partial', 'health', { stub: withoutParts }),
];

/** Addresses that lead to another page at once; what they lead to is above. */
export const REDIRECTS: readonly string[] = [
  '/',
  '/r/$runId',
  '/runs/$runId',
  '/schedule',
  '/schedule/$scheduleId',
  '/backfills/$backfillId',
  '/approvals',
  '/approvals/$approvalId',
  '/health',
  '/admin',
  '/audit',
  '/calendars',
  '/calendars/$project/$name',
];
