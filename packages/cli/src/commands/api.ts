import { readApiError } from '@carillon/sdk';
import { Argument, InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { CommandError, usageError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { collect, connectionOptions, jsonOptions } from '../options.ts';
import { type JsonFlags, printJson } from '../output/json.ts';
import { readNamedFile } from '../read-file.ts';
import type { Terminal } from '../terminal.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];

interface Flags extends ServerFlags, JsonFlags {
  readonly data?: string;
  readonly query?: readonly string[];
  readonly header?: readonly string[];
  readonly idempotencyKey?: string;
}

export const examples = `
  carillon api GET /workers --jq '.items[].name'
  carillon api POST /runs -d '{"workflow": "hello"}'
  carillon api POST /documents/apply -d @request.json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .addArgument(new Argument('<method>').choices(METHODS).argParser(methodOf))
    .argument('<path>', 'below /api/v1')
    .option('-d, --data <json>', 'body; @file reads a file, @- reads stdin')
    .option('--query <name=value>', 'query parameter; may be repeated', collect)
    .option('-H, --header <name:value>', 'header; may be repeated', collect)
    .option('--idempotency-key <key>', 'calls with the same key have one effect');
  jsonOptions(connectionOptions(command)).action(async (method: Method, path: string, flags: Flags) => {
    const { client } = await connect(flags);
    const response = await client.request({
      method,
      path: path.startsWith('/') ? path : `/${path}`,
      query: pairs(flags.query, '=', '--query'),
      headers: pairs(flags.header, ':', '--header'),
      idempotencyKey: flags.idempotencyKey,
      ...(flags.data === undefined ? {} : { body: await readBody(flags.data, terminal) }),
    });
    if (!response.ok) throw await readApiError(response);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    if (isJson) await printJson(JSON.parse(text), flags, terminal);
    else terminal.out(text);
  });
};

function methodOf(text: string): Method {
  const method = METHODS.find((one) => one === text.toUpperCase());
  if (method === undefined) throw new InvalidArgumentError(`There are ${METHODS.join(', ')}.`);
  return method;
}

function pairs(values: readonly string[] | undefined, separator: string, option: string): Record<string, string> {
  return Object.fromEntries(
    (values ?? []).map((value) => {
      const at = value.indexOf(separator);
      if (at < 1)
        throw usageError(`'${value}' is nothing for ${option}`, `write it as ${option} name${separator}value`);
      return [value.slice(0, at), value.slice(at + 1).trim()];
    }),
  );
}

async function readBody(data: string, terminal: Terminal): Promise<unknown> {
  const text =
    data === '@-'
      ? await terminal.readInput()
      : data.startsWith('@')
        ? await readNamedFile(data.slice(1), terminal)
        : data;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`the body is not JSON: ${(error as Error).message}`, { exitCode: EXIT.usage, cause: error });
  }
}
