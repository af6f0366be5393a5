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
  load(): Promise<{ readonly define: DefineCommand }>;
}

export const NOUNS: Readonly<Record<string, string>> = {
  run: 'start runs, watch and stop them, read what they did',
  workflow: 'look at workflows and their versions',
  schedule: 'look at schedules',
  worker: 'run a worker, or look at those that are connected',
  token: 'make, list and revoke tokens of programs and workers',
  server: 'run the server',
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
  { words: 'run events', summary: 'print what happened in a run, step by step', load: () => import('./run/events.ts') },
  {
    words: 'run io',
    summary: 'show inputs, outputs and artifacts, and download them',
    load: () => import('./run/io.ts'),
  },
  { words: 'run stop', summary: 'stop a run', load: () => import('./run/stop.ts') },
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
  { words: 'worker run', summary: 'run a worker', isDefault: true, load: () => import('./worker/run.ts') },
  { words: 'worker list', summary: 'list connected workers', load: () => import('./worker/list.ts') },
  {
    words: 'token create',
    summary: 'make a token, and print it this once',
    load: () => import('./token/create.ts'),
  },
  { words: 'token list', summary: 'list tokens, without their secrets', load: () => import('./token/list.ts') },
  { words: 'token revoke', summary: 'end a token', load: () => import('./token/revoke.ts') },
  { words: 'server run', summary: 'run the server', isDefault: true, load: () => import('./server/run.ts') },
  { words: 'migrate', summary: 'bring the database to this version', load: () => import('./migrate.ts') },
  { words: 'open', summary: 'open the console, signed in', load: () => import('./open.ts') },
  { words: 'health', summary: 'ask whether the server is well', load: () => import('./health.ts') },
  { words: 'api', summary: 'call any route of the API', load: () => import('./api.ts') },
  { words: 'completion', summary: 'print completions for a shell', load: () => import('./completion.ts') },
  { words: 'version', summary: 'show the versions of program and server', load: () => import('./version.ts') },
];
