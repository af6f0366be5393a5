/**
 * Server, token, environment and project, each from the first place that names it: a flag, a variable, the
 * nearest `.carillon.yaml`, the context in use. What files say is handed on as variables, so that a command
 * knows one place to look.
 */
import { dirname, join } from 'node:path';
import type { Terminal } from '../terminal.ts';
import {
  type Config,
  configFile,
  type Context,
  contextNamed,
  damaged,
  readConfig,
  readMapping,
  readTokens,
  refuseKeys,
  type Tokens,
} from './config-file.ts';
import { isSameOrigin } from './discover-server.ts';

const FOLDER_FILE = '.carillon.yaml';

export interface SettingFlags {
  readonly context?: string | undefined;
  readonly server?: string | undefined;
  readonly environment?: string | undefined;
  readonly project?: string | undefined;
  readonly token?: string | undefined;
}

export type SettingName = keyof SettingFlags;

export interface Setting {
  readonly name: SettingName;
  readonly value: string;
  /** The place in words: `--server`, `CARILLON_SERVER`, a file. */
  readonly from: string;
}

export interface Settings {
  readonly context: (Context & { readonly name: string }) | undefined;
  readonly values: readonly Setting[];
}

/** What a repository says of the work in it. It never names a server: cloning one must not lead tokens or secrets away. */
interface FolderSettings {
  readonly file: string;
  readonly context?: string;
  readonly environment?: string;
  readonly project?: string;
}

export const variableOf = (name: SettingName): string => `CARILLON_${name.toUpperCase()}`;

export async function readSettings(flags: SettingFlags, terminal: Terminal): Promise<Settings> {
  const [config, tokens, folder] = await Promise.all([
    readConfig(terminal),
    readTokens(terminal),
    readFolder(terminal.cwd),
  ]);
  return settingsOf(flags, terminal.env, { config, tokens, folder, file: configFile(terminal) });
}

export function settingsOf(
  flags: SettingFlags,
  env: Terminal['env'],
  files: {
    readonly config: Config;
    readonly tokens: Tokens;
    readonly folder?: FolderSettings | undefined;
    readonly file: string;
  },
): Settings {
  const { config, tokens, folder, file } = files;
  const given = (name: SettingName): Setting | undefined => {
    const flag = flags[name];
    if (flag) return { name, value: flag, from: `--${name}` };
    // Who names a context names what is in it: a variable left over from before does not lead elsewhere.
    if (flags.context && name !== 'context') return undefined;
    const value = env[variableOf(name)];
    return value ? { name, value, from: variableOf(name) } : undefined;
  };
  const ofFolder = (name: 'context' | 'environment' | 'project'): Setting | undefined =>
    folder?.[name] === undefined ? undefined : { name, value: folder[name], from: folder.file };

  const current: Setting | undefined = config.current
    ? { name: 'context', value: config.current, from: file }
    : undefined;
  const chosen = given('context') ?? ofFolder('context') ?? current;
  const context = chosen && contextNamed(chosen.value, config, `, which ${chosen.from} names`);
  const server =
    given('server') ?? (context && { name: 'server', value: context.server, from: `context ${chosen.value}` });
  // Another server than the context's: nothing else in it is about that one, its token least of all.
  const isOfContext = context !== undefined && server !== undefined && isSameOrigin(server.value, context.server);
  const ofContext = (name: 'environment' | 'project' | 'token'): Setting | undefined => {
    const value = name === 'token' ? tokens[chosen?.value ?? ''] : context?.[name];
    return isOfContext && value ? { name, value, from: `context ${chosen?.value}` } : undefined;
  };
  const values = [
    isOfContext ? chosen : undefined,
    server,
    given('environment') ?? ofFolder('environment') ?? ofContext('environment'),
    given('project') ?? ofFolder('project') ?? ofContext('project'),
    given('token') ?? ofContext('token'),
  ];
  return {
    context: isOfContext && chosen ? { name: chosen.value, ...context } : undefined,
    values: values.filter((setting) => setting !== undefined),
  };
}

/** Of the folder of the call or the nearest one above that has the file. */
async function readFolder(cwd: string): Promise<FolderSettings | undefined> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, FOLDER_FILE);
    const found = await readMapping(file);
    if (Object.keys(found).length > 0) return checkFolder(file, found);
    if (dirname(folder) === folder) return undefined;
  }
}

function checkFolder(file: string, found: Readonly<Record<string, unknown>>): FolderSettings {
  const { context, environment, project, ...rest } = found;
  for (const [name, value] of Object.entries({ context, environment, project }))
    if (value !== undefined && typeof value !== 'string') throw damaged(file, `${name} is no text`);
  if ('server' in rest || 'token' in rest)
    throw damaged(file, 'a folder names no server and no token: name a context, which is yours alone');
  refuseKeys(file, '', rest);
  return { file, ...(found as Omit<FolderSettings, 'file'>) };
}
