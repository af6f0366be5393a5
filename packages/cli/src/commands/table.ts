/**
 * Every command, by the words that call it. A command's file is read when it is called, so that none pays
 * for another; only what the overview of commands shows stands here.
 */
import type { DefineCommand } from '../command.ts';

export interface CommandEntry {
  readonly words: string;
  readonly summary: string;
  /** Runs when its noun stands alone. */
  readonly isDefault?: boolean;
  /** Called by programs only. */
  readonly isHidden?: boolean;
  load(): Promise<{ readonly define: DefineCommand }>;
}

export const NOUNS: Readonly<Record<string, string>> = {
  run: 'start runs, watch and stop them, read what they did',
  workflow: 'look at workflows and their versions',
  schedule: 'look at schedules, preview, pause and fire them',
  calendar: 'look at calendars, bring dates in and out',
  backfill: 'run a workflow for dates of the past, and see to it',
  bulk: 'stop, pause, resume or run again many runs at once',
  approval: 'see what waits for a person, and answer it',
  limit: 'see who holds limits and who waits, and set those of projects and the tenant',
  queue: 'see what queues use and what waits in them, and pause them',
  event: 'tell all runs that wait for it what happened',
  dataset: 'see what data is up to date, and tell of updates',
  worker: 'run a worker, or look at those that are connected',
  token: 'make, list and revoke tokens of programs and workers',
  secret: 'set and remove secrets, and see what uses them',
  variable: 'set and remove variables, and see where values come from',
  audit: 'see who did what, and that nobody changed it afterwards',
  server: 'run the server',
  context: 'choose among servers, each with its token and defaults',
};

export const COMMANDS: readonly CommandEntry[] = [
  {
    words: 'dev',
    summary: 'start everything on this machine, with a database of its own',
    load: () => import('./dev.ts'),
  },
  { words: 'init', summary: 'write a first workflow to start from', load: () => import('./init.ts') },
  { words: 'validate', summary: 'check workflow documents, without a server', load: () => import('./validate.ts') },
  { words: 'apply', summary: 'publish workflow documents', load: () => import('./apply.ts') },
  { words: 'run start', summary: 'start a run', load: () => import('./run/start.ts') },
  { words: 'run list', summary: 'list runs, newest first', load: () => import('./run/list.ts') },
  { words: 'run get', summary: 'show a run and its tasks', load: () => import('./run/get.ts') },
  { words: 'run watch', summary: 'follow a run to its end', load: () => import('./run/watch.ts') },
  { words: 'run logs', summary: 'print the logs of a run', load: () => import('./run/logs.ts') },
  { words: 'run why', summary: 'say why a run and its tasks wait', load: () => import('./run/why.ts') },
  {
    words: 'run children',
    summary: 'list the runs that tasks of a run started',
    load: () => import('./run/children.ts'),
  },
  { words: 'run events', summary: 'print what happened in a run, step by step', load: () => import('./run/events.ts') },
  {
    words: 'run io',
    summary: 'show inputs, outputs and artifacts, and download them',
    load: () => import('./run/io.ts'),
  },
  { words: 'run stop', summary: 'stop a run', load: () => import('./run/stop.ts') },
  {
    words: 'run pause',
    summary: 'begin no further attempts of runs, or of a task',
    load: () => import('./run/pause.ts'),
  },
  { words: 'run resume', summary: 'go on with paused runs, or a paused task', load: () => import('./run/resume.ts') },
  {
    words: 'run rerun',
    summary: 'run finished runs again: whole, from what failed, or some tasks',
    load: () => import('./run/rerun.ts'),
  },
  { words: 'run retry', summary: 'try a task that waits to be retried now', load: () => import('./run/retry.ts') },
  {
    words: 'run clear',
    summary: 'run a task again with all that depends on it',
    load: () => import('./run/clear.ts'),
  },
  { words: 'run mark', summary: 'let a task count as succeeded or failed', load: () => import('./run/mark.ts') },
  {
    words: 'run signal',
    summary: 'tell a run what one of its tasks waits for',
    load: () => import('./run/signal.ts'),
  },
  { words: 'run skip', summary: 'let a task count as skipped', load: () => import('./run/skip.ts') },
  { words: 'workflow list', summary: 'list workflows', load: () => import('./workflow/list.ts') },
  { words: 'workflow get', summary: 'show a workflow, or its document', load: () => import('./workflow/get.ts') },
  {
    words: 'workflow versions',
    summary: 'list the versions of a workflow',
    load: () => import('./workflow/versions.ts'),
  },
  {
    words: 'schedule list',
    summary: 'list schedules and when they fire next',
    load: () => import('./schedule/list.ts'),
  },
  {
    words: 'event send',
    summary: 'tell all runs that wait for it what happened',
    load: () => import('./event/send.ts'),
  },
  {
    words: 'dataset list',
    summary: 'list datasets and when they were updated',
    load: () => import('./dataset/list.ts'),
  },
  { words: 'dataset get', summary: 'show a dataset, or its updates', load: () => import('./dataset/get.ts') },
  {
    words: 'dataset update',
    summary: 'tell that a dataset was brought up to date',
    load: () => import('./dataset/update.ts'),
  },
  { words: 'schedule get', summary: 'show a schedule and its next firings', load: () => import('./schedule/get.ts') },
  {
    words: 'schedule pause',
    summary: 'let a schedule rest, for a time or until it is resumed',
    load: () => import('./schedule/pause.ts'),
  },
  { words: 'schedule resume', summary: 'let a schedule fire again', load: () => import('./schedule/resume.ts') },
  { words: 'schedule fire', summary: 'start a run of a schedule now', load: () => import('./schedule/fire.ts') },
  {
    words: 'schedule preview',
    summary: 'say when schedules of files or flags fire, without a server',
    load: () => import('./schedule/preview.ts'),
  },
  {
    words: 'schedule upcoming',
    summary: 'list what all schedules will fire',
    load: () => import('./schedule/upcoming.ts'),
  },
  {
    words: 'schedule ledger',
    summary: 'list what a schedule fired, skipped or missed, and why',
    load: () => import('./schedule/ledger.ts'),
  },
  {
    words: 'schedule diff',
    summary: 'say what a changed schedule would fire differently',
    load: () => import('./schedule/diff.ts'),
  },
  { words: 'calendar list', summary: 'list calendars in force', load: () => import('./calendar/list.ts') },
  { words: 'calendar get', summary: 'show a calendar, or its document', load: () => import('./calendar/get.ts') },
  {
    words: 'calendar days',
    summary: 'show which days are open, month by month',
    load: () => import('./calendar/days.ts'),
  },
  {
    words: 'calendar import',
    summary: 'make a calendar document of an iCalendar or CSV file, without a server',
    load: () => import('./calendar/import.ts'),
  },
  { words: 'calendar export', summary: 'write days as iCalendar or CSV', load: () => import('./calendar/export.ts') },
  {
    words: 'backfill create',
    summary: 'plan a backfill, show the plan, and start it',
    load: () => import('./backfill/create.ts'),
  },
  { words: 'backfill list', summary: 'list backfills, newest first', load: () => import('./backfill/list.ts') },
  { words: 'backfill get', summary: 'show a backfill, or its dates', load: () => import('./backfill/get.ts') },
  { words: 'backfill watch', summary: 'follow a backfill to its end', load: () => import('./backfill/watch.ts') },
  {
    words: 'backfill pause',
    summary: 'start nothing more of a backfill until it is resumed',
    load: () => import('./backfill/pause.ts'),
  },
  { words: 'backfill resume', summary: 'go on with a paused backfill', load: () => import('./backfill/resume.ts') },
  { words: 'backfill cancel', summary: 'start none of the rest', load: () => import('./backfill/cancel.ts') },
  {
    words: 'backfill retry',
    summary: 'try the dates again that failed or were stopped',
    load: () => import('./backfill/retry.ts'),
  },
  {
    words: 'backfill set',
    summary: 'change how many dates are under way at a time',
    load: () => import('./backfill/set.ts'),
  },
  {
    words: 'bulk create',
    summary: 'plan a command for many runs, show the plan, and carry it out',
    load: () => import('./bulk/create.ts'),
  },
  { words: 'bulk list', summary: 'list commands for many runs, newest first', load: () => import('./bulk/list.ts') },
  { words: 'bulk get', summary: 'show such a command, or its runs', load: () => import('./bulk/get.ts') },
  { words: 'bulk watch', summary: 'follow such a command to its end', load: () => import('./bulk/watch.ts') },
  {
    words: 'bulk pause',
    summary: 'give no further run its turn until it is resumed',
    load: () => import('./bulk/pause.ts'),
  },
  { words: 'bulk resume', summary: 'go on with a paused command', load: () => import('./bulk/resume.ts') },
  { words: 'bulk cancel', summary: 'leave the rest of the runs as they are', load: () => import('./bulk/cancel.ts') },
  { words: 'approval list', summary: 'list what waits for a person', load: () => import('./approval/list.ts') },
  { words: 'approval get', summary: 'show an approval', load: () => import('./approval/get.ts') },
  {
    words: 'approval approve',
    summary: 'let the task go on, with what it asks for',
    load: () => import('./approval/approve.ts'),
  },
  { words: 'approval reject', summary: 'fail the task', load: () => import('./approval/reject.ts') },
  { words: 'limit list', summary: 'list limits that are held or wanted', load: () => import('./limit/list.ts') },
  { words: 'limit get', summary: 'show who holds a limit and who waits', load: () => import('./limit/get.ts') },
  { words: 'limit set', summary: 'limit a project or the tenant', load: () => import('./limit/set.ts') },
  { words: 'limit rm', summary: 'remove a limit', load: () => import('./limit/rm.ts') },
  { words: 'queue list', summary: 'list queues with their shares', load: () => import('./queue/list.ts') },
  { words: 'queue get', summary: 'show a queue', load: () => import('./queue/get.ts') },
  {
    words: 'queue pause',
    summary: 'give nothing of it to workers; what runs goes on',
    load: () => import('./queue/pause.ts'),
  },
  { words: 'queue resume', summary: 'let a paused queue go on', load: () => import('./queue/resume.ts') },
  { words: 'worker run', summary: 'run a worker', isDefault: true, load: () => import('./worker/run.ts') },
  { words: 'worker list', summary: 'list connected workers', load: () => import('./worker/list.ts') },
  {
    words: 'token create',
    summary: 'make a token, and print it this once',
    load: () => import('./token/create.ts'),
  },
  { words: 'token list', summary: 'list tokens, without their secrets', load: () => import('./token/list.ts') },
  { words: 'token revoke', summary: 'end a token', load: () => import('./token/revoke.ts') },
  { words: 'secret set', summary: 'make a secret, or give it a new value', load: () => import('./secret/set.ts') },
  { words: 'secret list', summary: 'list secrets, without their values', load: () => import('./secret/list.ts') },
  { words: 'secret rm', summary: 'remove a secret', load: () => import('./secret/rm.ts') },
  { words: 'secret usage', summary: 'list the workflows that name a secret', load: () => import('./secret/usage.ts') },
  { words: 'variable set', summary: 'set a variable', load: () => import('./variable/set.ts') },
  { words: 'variable list', summary: 'list variables', load: () => import('./variable/list.ts') },
  { words: 'variable rm', summary: 'remove a variable', load: () => import('./variable/rm.ts') },
  { words: 'audit list', summary: 'list who did what, newest first', load: () => import('./audit/list.ts') },
  {
    words: 'audit verify',
    summary: 'check that the audit is as it was written',
    load: () => import('./audit/verify.ts'),
  },
  { words: 'server run', summary: 'run the server', isDefault: true, load: () => import('./server/run.ts') },
  { words: 'migrate', summary: 'bring the database to this version', load: () => import('./migrate.ts') },
  { words: 'login', summary: 'sign in to a server with a token, and use it', load: () => import('./login.ts') },
  { words: 'context list', summary: 'list contexts', load: () => import('./context/list.ts') },
  { words: 'context use', summary: 'use a context from now on', load: () => import('./context/use.ts') },
  { words: 'context add', summary: 'make a context', load: () => import('./context/add.ts') },
  {
    words: 'context show',
    summary: 'show the settings in force, and where they come from',
    load: () => import('./context/show.ts'),
  },
  { words: 'context rm', summary: 'remove a context and its token', load: () => import('./context/rm.ts') },
  { words: 'top', summary: 'watch the whole platform on one screen', load: () => import('./top.ts') },
  { words: 'open', summary: 'open the console, signed in', load: () => import('./open.ts') },
  {
    words: 'health',
    summary: 'show how servers and database stand, and what was made good',
    load: () => import('./health.ts'),
  },
  { words: 'doctor', summary: 'find what is wrong with a running platform', load: () => import('./doctor.ts') },
  { words: 'api', summary: 'call any route of the API', load: () => import('./api.ts') },
  { words: 'completion', summary: 'print completions for a shell', load: () => import('./completion.ts') },
  {
    words: '__complete',
    summary: 'print what may stand at the end of a command line',
    isHidden: true,
    load: () => import('./complete.ts'),
  },
  { words: 'version', summary: 'show the versions of program and server', load: () => import('./version.ts') },
];
