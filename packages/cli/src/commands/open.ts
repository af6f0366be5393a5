import { spawn } from 'node:child_process';
import type { Client } from '@carillon/sdk';
import type { DefineCommand } from '../command.ts';
import { DEFAULT_ENVIRONMENT, type ServerFlags } from '../connection/discover-server.ts';
import { connectionOptions, projectOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { plainText } from '../text/safe-text.ts';
import { helpingWithName, type QualifiedName, workflowNamed } from '../workflow-name.ts';

interface Flags extends ServerFlags {
  readonly browser: boolean;
  readonly project?: string;
}

export const examples = `
  carillon open                          the overview, signed in
  carillon open retail/daily-report      a workflow; with -e prod, of that environment
  carillon open run_01J9…                a run; so sch_…, bf_…, alr_…, apr_…, and pln_… for many at once
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument(
      '[object]',
      'a workflow, or the id of a run, schedule, backfill, cause, approval or plan; the overview when absent',
    )
    .option('--no-browser', 'print the link only');
  connectionOptions(projectOption(command)).action(async (object: string | undefined, flags: Flags) => {
    const { client, address } = await connect(flags);
    const { environment = DEFAULT_ENVIRONMENT } = address;
    const link =
      object === undefined
        ? inEnvironment((await client.signInCodes.create()).url, environment)
        : await pageOf(client, object, {
            workflow: () => workflowNamed(object, flags.project, terminal),
            environment,
          });
    const url = plainText(link);
    terminal.out(`${url}\n`);
    if (object === undefined) terminal.err('the link signs one browser in, once\n');
    if (flags.browser && terminal.isOutTty && (await openInBrowser(url, terminal)))
      terminal.err('opened in the browser\n');
  });
};

/** Always said: where an address names none, the console shows what was chosen there last. */
function inEnvironment(link: string, environment: string): string {
  const url = new URL(link);
  url.searchParams.set('env', environment);
  return url.href;
}

interface Asked {
  readonly workflow: () => QualifiedName;
  /** Of a workflow: what has an id is in an environment of its own, and the console knows which. */
  readonly environment: string;
}

/** Where the console shows it. @throws where it is not there */
async function pageOf(client: Client, text: string, { workflow, environment }: Asked): Promise<string> {
  // Names have no capitals.
  const [, kind] = /^(run|sch|bf|alr|apr|pln)_[0-9A-Z]+$/.exec(text) ?? [];
  const inProject = (project: string, path: string): string =>
    `${client.server}/p/${encodeURIComponent(project)}/${path}`;
  switch (kind) {
    case 'run':
      return (await client.runs.get(text)).url;
    case 'sch':
      return inProject((await client.schedules.get(text)).project, `schedule/${text}`);
    case 'bf':
      return inProject((await client.backfills.get(text)).project, `backfills/${text}`);
    case 'alr':
      return inProject((await client.alerts.get(text)).project, `alerts/${text}`);
    case 'pln':
      return inProject(...(await placeOfPlan(client, text)));
    case 'apr':
      return askedIn(client, text);
    default: {
      const name = workflow();
      await helpingWithName(client, name, () => client.workflows.get(name));
      return inEnvironment(inProject(name.project, `w/${encodeURIComponent(name.name)}`), environment);
    }
  }
}

/** What a backfill was planned with is the backfill; a command may be for several projects, and is a page of one of these. */
async function placeOfPlan(client: Client, id: string): Promise<[project: string, path: string]> {
  const plan = await client.plans.any(id, { items: 1 });
  const here = `bulk/${id}`;
  if (plan.planKind !== 'backfill') return [plan.items[0]?.project ?? 'default', here];
  return [plan.project, plan.backfillId === undefined ? here : `backfills/${plan.backfillId}`];
}

/** What an approval is about stands at its task. */
async function askedIn(client: Client, approval: string): Promise<string> {
  const { runId, task } = await client.approvals.get(approval);
  const url = new URL((await client.runs.get(runId)).url);
  url.searchParams.set('task', task);
  return url.href;
}

/** Whether a browser could be asked. On a server there is none, and the link is enough. */
async function openInBrowser(url: string, { env }: Terminal): Promise<boolean> {
  const hasScreen =
    process.platform !== 'linux' || env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined;
  if (!hasScreen || !/^https?:\/\//.test(url)) return false;
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  return new Promise((resolve) => {
    const child = spawn(program, [url], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false)); // not installed
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
