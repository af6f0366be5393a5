/**
 * The contexts of one user: `config.yaml` with addresses and defaults, and beside it `tokens.yaml`, which nobody
 * else may read. Comments and order of what people wrote by hand are kept.
 */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from 'yaml';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export interface Context {
  readonly server: string;
  readonly environment?: string;
  readonly project?: string;
  /** Changes want the context's name typed. */
  readonly protected?: boolean;
}

export interface Config {
  /** The context that is used where none is named. */
  readonly current?: string;
  readonly contexts: Readonly<Record<string, Context>>;
}

export type Tokens = Readonly<Record<string, string>>;
type Place = Pick<Terminal, 'env' | 'home'>;

const CONTEXT_KEYS: Readonly<Record<keyof Context, string>> = {
  server: 'string',
  environment: 'string',
  project: 'string',
  protected: 'boolean',
};

const configDirectory = ({ env, home }: Place): string =>
  join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'carillon');
export const configFile = (place: Place): string => join(configDirectory(place), 'config.yaml');
const tokensFile = (place: Place): string => join(configDirectory(place), 'tokens.yaml');

export async function readConfig(place: Place): Promise<Config> {
  const file = configFile(place);
  const { current, contexts = {}, ...rest } = await readMapping(file);
  refuseKeys(file, '', rest);
  if (current !== undefined && typeof current !== 'string') throw damaged(file, 'current is no text');
  if (!isMapping(contexts)) throw damaged(file, 'contexts is no mapping of names to contexts');
  for (const [name, context] of Object.entries(contexts)) checkContext(file, name, context);
  return { ...(current === undefined ? {} : { current }), contexts: contexts as Config['contexts'] };
}

function checkContext(file: string, name: string, context: unknown): void {
  if (!isMapping(context)) throw damaged(file, `contexts.${name} is no mapping`);
  if (typeof context['server'] !== 'string') throw damaged(file, `contexts.${name} has no server`);
  for (const [key, value] of Object.entries(context)) {
    const type = Object.hasOwn(CONTEXT_KEYS, key) ? CONTEXT_KEYS[key as keyof Context] : undefined;
    if (type === undefined) refuseKeys(file, `contexts.${name}.`, { [key]: value });
    // oxlint-disable-next-line valid-typeof -- the table holds names of types
    if (typeof value !== type) throw damaged(file, `contexts.${name}.${key} is no ${type}`);
  }
}

/** @throws CommandError when nobody made it */
export function contextNamed(name: string, { contexts }: Config, whoNames = ''): Context {
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context !== undefined) return context;
  const names = Object.keys(contexts).join(', ');
  throw new CommandError(`there is no context '${name}'${whoNames}`, {
    exitCode: EXIT.notFound,
    hint: names === '' ? 'make one with `carillon login <server>`' : `there are ${names}`,
  });
}

export async function readTokens(place: Place): Promise<Tokens> {
  const tokens = await readMapping(tokensFile(place));
  return Object.fromEntries(Object.entries(tokens).filter(([, token]) => typeof token === 'string')) as Tokens;
}

export const editConfig = (place: Place, edit: (document: Document) => void): Promise<void> =>
  editFile(configFile(place), 0o644, edit);

export const editTokens = (place: Place, edit: (document: Document) => void): Promise<void> =>
  editFile(tokensFile(place), 0o600, edit);

async function editFile(file: string, mode: number, edit: (document: Document) => void): Promise<void> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument((await textOf(file)) ?? '{}\n');
  if (document.errors[0] !== undefined) throw damaged(file, document.errors[0].message);
  edit(document);
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}.new`;
  await writeFile(next, document.toString({ flowCollectionPadding: false }), { mode });
  await chmod(next, mode); // whatever the umask says
  await rename(next, file);
}

/** The one mapping in a YAML file; empty where there is no file. */
export async function readMapping(file: string): Promise<Record<string, unknown>> {
  const text = await textOf(file);
  if (text === undefined || text.trim() === '') return {};
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
  if (value === null) return {};
  if (!isMapping(value)) throw damaged(file, 'it holds no mapping');
  return value;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** @throws CommandError for the first key: a misspelt one would be a setting that nobody notices to be missing. */
export function refuseKeys(file: string, path: string, rest: Readonly<Record<string, unknown>>): void {
  const [key] = Object.keys(rest);
  if (key !== undefined) throw damaged(file, `there is no setting ${path}${key}`);
}

export const damaged = (file: string, why: string): CommandError =>
  new CommandError(`${file}: ${why}`, { exitCode: EXIT.usage, hint: 'mend the file, or delete it' });

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
