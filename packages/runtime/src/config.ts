/**
 * Settings of a role: declared once, read once from the environment, every fault told at once by its key.
 *
 * @example
 * const SETTINGS = {
 *   httpPort: { env: 'CARILLON_HTTP_PORT', type: 'integer', default: '4400', min: 1, max: 65535, description: 'Port of the console' },
 *   drain: { env: 'CARILLON_DRAIN', type: 'duration', default: '30s', description: 'How long running attempts may finish' },
 * } as const satisfies ConfigSchema;
 * const config = parseConfig(SETTINGS, process.env); // { httpPort: 4400, drain: 30000 }
 */
import { parseDuration, parseSize } from '@carillon/core';
import { nearest } from './nearest.ts';

interface SettingValues {
  text: string;
  integer: number;
  /** Milliseconds. */
  duration: number;
  /** Bytes. */
  size: number;
  boolean: boolean;
  /** Comma-separated. */
  list: readonly string[];
}
export type SettingType = keyof SettingValues;

export interface Setting {
  readonly env: `CARILLON_${string}`;
  readonly type: SettingType;
  /** As one would write it in the environment. */
  readonly default?: string;
  readonly description: string;
  /** Bounds of an integer, a duration in ms or a size in bytes, both included. */
  readonly min?: number;
  readonly max?: number;
  /** The only texts, or members of a list, that are allowed. */
  readonly oneOf?: readonly string[];
  /** The value never appears in a message. */
  readonly secret?: boolean;
}

export type ConfigSchema = Readonly<Record<string, Setting>>;

type ValueOf<S extends Setting> = S extends { readonly oneOf: readonly (infer Word)[] }
  ? S['type'] extends 'list'
    ? readonly Word[]
    : Word
  : SettingValues[S['type']];

export type ConfigOf<S extends ConfigSchema> = {
  readonly [K in keyof S]: S[K] extends { readonly default: string } ? ValueOf<S[K]> : ValueOf<S[K]> | undefined;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command line or a caller says, in the values' own types; it wins over the environment. */
export type OverridesOf<S extends ConfigSchema> = { readonly [K in keyof S]?: SettingValues[S[K]['type']] | undefined };

export interface ParseConfigOptions<S extends ConfigSchema> {
  readonly overrides?: OverridesOf<S>;
  /** Keys of other roles and of clients, which may stand in the same environment. */
  readonly alsoKnown?: readonly string[];
  /** Rules over several keys: the sentence that says what is wrong, or undefined. */
  readonly rules?: readonly ((config: ConfigOf<S>) => string | undefined)[];
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `the configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

export function parseConfig<const S extends ConfigSchema>(
  schema: S,
  env: Environment,
  options: ParseConfigOptions<S> = {},
): ConfigOf<S> {
  const faults = unknownKeys(schema, env, options.alsoKnown ?? []);
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(schema)) {
    const said = options.overrides?.[key];
    const given = said === undefined ? env[setting.env] : asText(setting, said);
    const text = given === undefined || given === '' ? setting.default : given;
    if (text === undefined) continue;
    const read = readSetting(setting, text);
    if ('fault' in read) faults.push(`${setting.env}: ${setting.secret ? 'the value' : `"${text}"`} ${read.fault}`);
    else values[key] = read.value;
  }
  if (faults.length === 0) faults.push(...(options.rules ?? []).flatMap((rule) => rule(values as ConfigOf<S>) ?? []));
  if (faults.length > 0) throw new ConfigError(faults);
  return values as ConfigOf<S>;
}

function unknownKeys(schema: ConfigSchema, env: Environment, alsoKnown: readonly string[]): string[] {
  const known = [...Object.values(schema).map((setting) => setting.env), ...alsoKnown];
  return Object.keys(env)
    .filter((key) => key.startsWith('CARILLON_') && !known.includes(key))
    .map((key) => {
      const near = nearest(key, known);
      return `${key}: there is no such setting${near ? `; did you mean ${near}?` : ''}`;
    });
}

/** Overrides pass the same checks as the environment. */
function asText(setting: Setting, value: SettingValues[SettingType]): string {
  return setting.type === 'duration' ? `${String(value)}ms` : String(value);
}

type Read = { readonly value: unknown } | { readonly fault: string };

function readSetting(setting: Setting, text: string): Read {
  switch (setting.type) {
    case 'text':
      return isAllowed(setting, [text]) ? { value: text } : { fault: `must be one of ${setting.oneOf?.join(', ')}` };
    case 'list': {
      const members = text
        .split(',')
        .map((member) => member.trim())
        .filter(Boolean);
      return isAllowed(setting, members) ? { value: members } : { fault: `may only name ${setting.oneOf?.join(', ')}` };
    }
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true' } : { fault: 'must be true or false' };
    case 'integer':
      return bounded(setting, /^-?\d{1,15}$/.test(text) ? Number(text) : undefined, 'must be a whole number');
    case 'duration':
      return bounded(setting, parseDuration(text), 'must be a duration such as 250ms, 30s or 5m');
    case 'size':
      return bounded(setting, parseSize(text), 'must be a size such as 512Mi or 2Gi');
  }
}

function isAllowed(setting: Setting, members: readonly string[]): boolean {
  return setting.oneOf === undefined || members.every((member) => setting.oneOf?.includes(member));
}

function bounded(setting: Setting, value: number | undefined, otherwise: string): Read {
  if (value === undefined) return { fault: otherwise };
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = setting;
  return value >= min && value <= max ? { value } : { fault: `must lie between ${min} and ${max}` };
}
