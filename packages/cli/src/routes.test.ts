/** Console = CLI = API: what the API can do, a command does. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carillon, temporaryFolder } from '../test/capture.ts';
import { ARTIFACT, RUN, RUN_ID, type Seen, startFakeApi, task, WORKFLOW } from '../test/fake-api.ts';
import { COMMANDS } from './commands/table.ts';

/** As the tests of the API wrote it down. */
const SNAPSHOT = new URL('../../api/src/http/__snapshots__/security.pg.test.ts.snap', import.meta.url);
const OPERATIONS = [...readFileSync(SNAPSHOT, 'utf8').matchAll(/^ {2}"([A-Z]+ \/.*)",$/gm)].map(([, one]) => one ?? '');

const BACKFILL = 'bf_01J9ZZZZZZZZZZZZZZZZZZZZZZ';
const PLAN = 'pln_01J9ZZZZZZZZZZZZZZZZZZZZZZ';
const SCHEDULE = 'sch_01J9ZZZZZZZZZZZZZZZZZZZZZZ';
const DOCUMENT = 'hello.yaml';

/** By operation a command line that reaches it. */
const REACHED: Readonly<Record<string, string>> = {
  'DELETE /saved-views/{id}': 'saved-view rm thing --page runs',
  'GET /alerts': 'alert list',
  'GET /alerts/noise': 'alert noise',
  'GET /alerts/{id}': 'alert get alr_1',
  'POST /alerts/{id}/acknowledge': 'alert ack alr_1',
  'POST /alerts/{id}/unacknowledge': 'alert ack alr_1 --undo',
  'GET /alert-notices/{id}': 'alert test thing --timeout 1s',
  'POST /alert-notices/{id}/retry': 'alert retry evt_1',
  'GET /alert-rules': 'alert rules',
  'POST /alert-rules': 'alert set-rule --hold 5m',
  'POST /alert-rules/remove': 'alert rm-rule',
  'GET /channels': 'channel list',
  'POST /channels': 'channel set thing --url https://ops.example',
  'DELETE /channels/{id}': 'channel rm thing',
  'POST /channels/{id}/test': 'alert test thing --timeout 1s',
  'GET /silences': 'silence list',
  'POST /silences': 'silence create --cause alr_1 --for 1h --reason x',
  'POST /silences/preview': 'silence create --cause alr_1 --for 1h --reason x --dry-run',
  'DELETE /silences/{id}': 'silence rm sil_1',
  'GET /approvals': 'approval list',
  'GET /approvals/{id}': 'approval get apr_1',
  'POST /approvals/{id}/approve': 'approval approve apr_1',
  'POST /approvals/{id}/reject': 'approval reject apr_1',
  'GET /audit': 'audit list',
  'GET /audit/head': 'audit verify',
  'GET /audit/{seq}': 'audit get 1',
  'GET /backfills': 'backfill list',
  'GET /backfills/{id}': `backfill get ${BACKFILL}`,
  'GET /backfills/{id}/dates': `backfill get ${BACKFILL} --dates`,
  'GET /backfills/{id}/explain': `backfill why ${BACKFILL}`,
  'POST /backfills/{id}/pause': `backfill pause ${BACKFILL}`,
  'POST /backfills/{id}/resume': `backfill resume ${BACKFILL}`,
  'POST /backfills/{id}/cancel': `backfill cancel ${BACKFILL}`,
  'POST /backfills/{id}/retry': `backfill retry ${BACKFILL}`,
  'POST /backfills/{id}/set': `backfill set ${BACKFILL} --parallel 4`,
  'GET /calendars': 'calendar list',
  'GET /calendars/{project}/{name}': 'calendar get thing',
  'GET /calendars/{project}/{name}/days': 'calendar days thing',
  'GET /calendars/{project}/{name}/versions': 'calendar versions thing',
  'GET /datasets': 'dataset list',
  'GET /datasets/{name}': 'dataset get thing',
  'GET /datasets/{name}/lineage': 'dataset lineage thing --tasks',
  'GET /datasets/{name}/updates': 'dataset get thing --updates',
  'GET /datasets/{name}/waits': 'dataset update thing --dry-run',
  'POST /datasets/{name}/updates': 'dataset update thing',
  'POST /documents/apply': `apply -f ${DOCUMENT}`,
  'POST /documents/dry-run': `plan -f ${DOCUMENT}`,
  'POST /tasks/test': `task test greet -f ${DOCUMENT}`,
  'GET /drafts': 'draft list',
  'GET /drafts/{project}/{name}': 'draft get thing',
  'POST /drafts/{project}/{name}/discard': 'draft discard thing --yes',
  'GET /environments': 'environment list',
  'POST /events': 'event send thing',
  'GET /health': 'health',
  'GET /health/healings': 'health',
  'GET /incidents': 'incident list',
  'POST /incidents/{id}/confirm': 'incident confirm inc_1',
  'GET /limits': 'limit list',
  'GET /limits/{id}': 'limit get lim_1',
  'GET /lineage': 'dataset lineage thing',
  'GET /limit-rules': 'limit list --rules',
  'POST /limit-rules': 'limit set thing --max 1',
  'POST /limit-rules/remove': 'limit rm thing',
  'GET /overview': 'overview',
  'GET /overview/waiting': 'overview',
  'GET /plans': 'bulk list',
  'GET /plans/{id}': `bulk get ${PLAN}`,
  'GET /plans/{id}/items': `bulk get ${PLAN} --runs`,
  'POST /plans': 'bulk create stop --state running --dry-run',
  'POST /plans/{id}/apply': 'bulk create stop --state running --yes',
  'POST /plans/{id}/pause': `bulk pause ${PLAN}`,
  'POST /plans/{id}/resume': `bulk resume ${PLAN}`,
  'POST /plans/{id}/cancel': `bulk cancel ${PLAN}`,
  'GET /projects': 'project list',
  'GET /queues': 'queue list',
  'GET /queues/{name}': 'queue get thing',
  'POST /queues/{name}/pause': 'queue pause thing',
  'POST /queues/{name}/resume': 'queue resume thing',
  'GET /runs': 'run list',
  'POST /runs': 'run start hello',
  'GET /runs/{id}': `run get ${RUN_ID}`,
  'GET /runs/{id}/artifacts': `run io ${RUN_ID}`,
  'GET /runs/{id}/children': `run children ${RUN_ID}`,
  'GET /runs/{id}/events': `run events ${RUN_ID}`,
  'GET /runs/{id}/explain': `run why ${RUN_ID}`,
  'GET /runs/{id}/graph': `run watch ${RUN_ID}`,
  'GET /runs/{id}/tasks': `run compare ${RUN_ID} ${RUN_ID}`,
  'POST /runs/{id}/notes': `run note ${RUN_ID} text`,
  'POST /runs/{id}/pause': `run pause ${RUN_ID}`,
  'POST /runs/{id}/rerun': `run rerun ${RUN_ID}`,
  'POST /runs/{id}/resume': `run resume ${RUN_ID}`,
  'POST /runs/{id}/signal': `run signal ${RUN_ID} thing`,
  'POST /runs/{id}/stop': `run stop ${RUN_ID}`,
  'GET /saved-views': 'saved-view list',
  'POST /saved-views': 'saved-view set thing --page runs',
  'GET /schedules': 'schedule list',
  'GET /schedules/upcoming/firings': 'schedule upcoming',
  'GET /schedules/{id}': `schedule get ${SCHEDULE}`,
  'GET /schedules/{id}/explain': `schedule why ${SCHEDULE}`,
  'GET /schedules/{id}/next': `schedule get ${SCHEDULE}`,
  'GET /schedules/{id}/firings': `schedule ledger ${SCHEDULE}`,
  'POST /schedules/{id}/pause': `schedule pause ${SCHEDULE}`,
  'POST /schedules/{id}/resume': `schedule resume ${SCHEDULE}`,
  'POST /schedules/{id}/fire': `schedule fire ${SCHEDULE}`,
  'POST /schedules/diff': `schedule diff ${SCHEDULE} --every 1h`,
  'GET /search': 'search thing',
  'GET /secrets': 'secret list',
  'POST /secrets': 'secret set thing',
  'POST /secrets/remove': 'secret rm thing',
  'GET /secrets/{name}/usage': 'secret usage thing',
  'GET /session': 'version',
  'GET /stream': `run watch ${RUN_ID}`,
  'POST /sign-in-codes': 'open',
  'GET /task-runs/{id}': 'task logs tr_01J9ZZZZZZZZZZZZZZZZZZZZZ1',
  'GET /task-runs/{id}/attempts': `run attempts ${RUN_ID} --task greet`,
  'GET /task-runs/{id}/attempts/{attempt}/artifacts/{name}': `run io ${RUN_ID} --download greet/page.html --to -`,
  'GET /task-runs/{id}/attempts/{attempt}/log': `run logs ${RUN_ID}`,
  'GET /task-runs/{id}/attempts/{attempt}/log/search': `run logs ${RUN_ID} --search text`,
  'GET /task-runs/{id}/explain': `run why ${RUN_ID} --task greet`,
  'POST /task-runs/{id}/clear': `run clear ${RUN_ID} --task greet`,
  'POST /task-runs/{id}/mark': `run mark ${RUN_ID} --task greet --as success`,
  'POST /task-runs/{id}/pause': `run pause ${RUN_ID} --task greet`,
  'POST /task-runs/{id}/resume': `run resume ${RUN_ID} --task greet`,
  'POST /task-runs/{id}/retry': `run retry ${RUN_ID} --task greet`,
  'POST /task-runs/{id}/skip': `run skip ${RUN_ID} --task greet`,
  'GET /tokens': 'token list',
  'POST /tokens': 'token create --kind api --name thing',
  'POST /tokens/{id}/revoke': 'token revoke tok_1',
  'GET /variables': 'variable list',
  'POST /variables': 'variable set thing 1',
  'POST /variables/remove': 'variable rm thing',
  'GET /variables/effective': 'variable list --effective',
  'GET /workers': 'worker list',
  'POST /workers/{id}/drain': 'worker drain thing',
  'POST /workers/{id}/resume': 'worker resume thing',
  'GET /workflows': 'workflow list',
  'GET /workflows/{project}/{name}': 'workflow get hello',
  'GET /workflows/{project}/{name}/at/{date}': 'run at hello 2026-11-02',
  'GET /workflows/{project}/{name}/dates': 'workflow dates hello --from 2026-11-01 --to 2026-11-02',
  'GET /workflows/{project}/{name}/matrix': 'workflow matrix hello',
  'POST /workflows/{project}/{name}/pause': 'workflow pause hello',
  'POST /workflows/{project}/{name}/resume': 'workflow resume hello',
  'GET /workflows/{project}/{name}/versions': 'workflow versions hello',
  'GET /workflows/{project}/{name}/versions/{number}': 'workflow get hello --source',
};

/** What has no command, and why not. `carillon api` calls these as well. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'DELETE /session': 'ends the cookie of a browser; a token is ended by `token revoke`',
  'POST /session': 'signs a browser in; `open` prints the link for it',
  'GET /schedules/upcoming': 'counts by quarter of an hour, for a picture; `schedule upcoming` lists the firings',
  'GET /schedules/{id}/days': 'a year by days, for a picture; `schedule ledger` and `workflow dates` list them',
  'GET /workflows/facets': 'what a shell completes --owner and --tag with',
  'GET /search/titles': 'titles for a search by sound, which a shell has no room for',
  'POST /documents/validate': '`validate` says the same without a server, `apply --dry-run` with what the server knows',
  'POST /drafts/{project}/{name}/presence': 'a window of the editor says that it is there; a shell has none',
  'POST /drafts/{project}/{name}/save': 'what an editor does; a file is a draft as well, and `apply` publishes it',
  'POST /runs/batch': 'for programs; a shell has loops, a workflow has forEach',
  'POST /schedules/preview': '`schedule preview` computes the same without a server',
};

/** Enough of everything that a command looks at before it goes on. */
const THING = {
  ...WORKFLOW,
  ...RUN,
  ...task('greet', 1),
  id: 'x_1',
  name: 'thing',
  text: 'kind: Workflow\n',
  revision: 1,
  timezone: 'UTC',
  expression: '1h',
  schedules: [],
  calendars: [],
  items: [],
  errors: [],
  changes: [],
  document: {},
  author: 'ann',
  head: { seq: '0', hash: '' },
  code: 'c',
  user: 'ann',
  projects: ['default'],
  environments: ['dev'],
  counts: {},
  totals: {},
  runs: 0,
  nodes: [],
  edges: [],
  confirmCount: 0,
};

const patternOf = (operation: string): RegExp => {
  const [method = '', path = ''] = operation.split(' ');
  return new RegExp(`^${method} ${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
};

describe('every operation of the API', () => {
  it('has a command, or a reason why not', () => {
    expect(OPERATIONS.length).toBeGreaterThan(100);
    expect([...Object.keys(REACHED), ...Object.keys(LEFT_OUT)].toSorted()).toEqual(OPERATIONS.toSorted());
  });

  it.each(Object.entries(REACHED))('%s is what `carillon %s` calls', { timeout: 60_000 }, async (operation, line) => {
    const words = line.split(' ');
    expect(COMMANDS.map((command) => command.words)).toContain(
      COMMANDS.some((command) => command.words === words[0]) ? words[0] : words.slice(0, 2).join(' '),
    );
    const api = await startFakeApi();
    api.state.artifacts = [ARTIFACT];
    api.fallBack((response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(THING)),
    );
    for (const list of ['/saved-views', '/channels', '/workers'])
      api.answer(list, (response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ ...THING, items: [THING] })),
      );
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, DOCUMENT), 'kind: Workflow\nname: hello\ntasks:\n  greet: { type: noop }\n');
    const failed = await carillon(words, {
      cwd,
      home: temporaryFolder(),
      env: { CARILLON_SERVER: api.url, CARILLON_TOKEN: 'crl_api_x' },
      input: 'value',
      ask: async () => 'y',
    });
    const called = api.seen.map(({ method, path }: Seen) => `${method} ${path}`);
    expect(
      called.some((call) => patternOf(operation).test(call)),
      `${called.join(', ')}; ${failed.err}`,
    ).toBe(true);
  });
});
