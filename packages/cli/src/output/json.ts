/** JSON for programs: as it is, or what `--jq` or `--template` makes of it. */
import { CommandError, usageError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export interface JsonFlags {
  readonly jq?: string | undefined;
  readonly template?: string | undefined;
}

/** The most that a template makes, in bytes of memory and milliseconds: it may come from somebody else's script. */
const TEMPLATE_LIMITS = { parseLimit: 100_000, renderLimit: 10_000, memoryLimit: 10_000_000 };

export async function printJson(value: unknown, flags: JsonFlags, terminal: Terminal): Promise<void> {
  if (flags.jq !== undefined) return terminal.out(await filtered(value, flags.jq));
  if (flags.template !== undefined) return terminal.out(await rendered(value, flags.template));
  terminal.out(`${JSON.stringify(value, null, 2)}\n`);
}

/** Texts come without quotes, as scripts want them. */
async function filtered(value: unknown, filter: string): Promise<string> {
  const { raw } = await import('jq-wasm');
  try {
    // An object would be written to JSON there as well, but a text would be taken for JSON.
    const text = await raw(JSON.stringify(value), filter, ['-r']);
    return text === '' ? '' : `${text}\n`;
  } catch (error) {
    const why = (error as Error).message.replace(/^jq: error:?\s*/, '').trim();
    throw new CommandError(`--jq: ${why.split('\n').join('; ')}`, { exitCode: EXIT.usage, cause: error });
  }
}

async function rendered(value: unknown, template: string): Promise<string> {
  const { Liquid } = await import('liquidjs');
  const liquid = new Liquid({ ownPropertyOnly: true, strictFilters: true, ...TEMPLATE_LIMITS });
  try {
    const scope = Array.isArray(value) ? { items: value } : (value as object);
    return `${await liquid.parseAndRender(template.replaceAll(String.raw`\n`, '\n'), scope)}\n`;
  } catch (error) {
    throw usageError(`--template: ${(error as Error).message}`, 'see https://liquidjs.com for what it may hold');
  }
}
