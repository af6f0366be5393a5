/** Parameters of a run: a file, and above it `-p name=value` read by the types the workflow declares. */
import type { Json, JsonObject, Param, ParamType } from '@carillon/core';
import type { Client } from '@carillon/sdk';
import { CommandError, usageError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { readNamedFile } from '../../read-file.ts';
import { suggestFrom } from '../../suggest.ts';
import type { Terminal } from '../../terminal.ts';
import type { QualifiedName } from '../../workflow-name.ts';

export type Declarations = Readonly<Record<string, Pick<Param, 'type'>>>;

interface ParamFlags {
  readonly param?: readonly string[];
  readonly params?: string;
}

/** Of a published workflow. Undefined when none were given, so that the defaults alone decide. */
export async function readParams(
  client: Client,
  workflow: QualifiedName,
  flags: ParamFlags,
  terminal: Terminal,
): Promise<JsonObject | undefined> {
  return givenParams(flags, terminal, async () => {
    const { version: number } = await client.workflows.get(workflow);
    const { document } = await client.workflows.version({ ...workflow, number });
    return (document['params'] ?? {}) as Declarations;
  });
}

/** @param declared asked only where the types are needed */
export async function givenParams(
  flags: ParamFlags,
  terminal: Terminal,
  declared: () => Promise<Declarations>,
): Promise<JsonObject | undefined> {
  if (flags.param === undefined && flags.params === undefined) return undefined;
  const fromFile = flags.params === undefined ? {} : await readParamsFile(flags.params, terminal);
  if (flags.param === undefined) return fromFile;
  return { ...fromFile, ...(await typedParams(flags.param, await declared(), 'the workflow')) };
}

async function readParamsFile(file: string, terminal: Terminal): Promise<JsonObject> {
  const text = file === '-' ? await terminal.readInput() : await readNamedFile(file, terminal);
  const { parse } = await import('yaml'); // JSON is YAML
  const value: unknown = parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw usageError(`${file} holds no parameters`, 'it must be one object, as {"region": "cn"}');
}

/** @param declarer what asks for them, in words */
export async function typedParams(
  pairs: readonly string[],
  declared: Declarations,
  declarer: string,
): Promise<JsonObject> {
  const params: Record<string, Json> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw usageError(`'${pair}' is no parameter`, 'write it as -p name=value');
    const name = pair.slice(0, at);
    const param = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (param === undefined) {
      throw usageError(`${declarer} has no parameter '${name}'`, await suggestFrom(name, Object.keys(declared)));
    }
    params[name] = typedValue(name, pair.slice(at + 1), param.type);
  }
  return params;
}

function typedValue(name: string, text: string, type: ParamType): Json {
  switch (type) {
    case 'integer':
    case 'number':
    case 'boolean':
    case 'array':
    case 'object':
      return jsonValue(name, text, type);
    default:
      return text; // string, and what is written as one: date, datetime, duration
  }
}

/** Whether the value is of its type is the server's to say; here it must only be readable. */
function jsonValue(name: string, text: string, type: ParamType): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const article = /^[aio]/.test(type) ? 'an' : 'a';
    throw new CommandError(`parameter '${name}' must be ${article} ${type}, not '${text}'`, {
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}
