import { usageError } from '../../command-error.ts';
import { type Context, editConfig, editTokens } from '../../connection/config-file.ts';
import type { Terminal } from '../../terminal.ts';

export async function saveContext(
  given: { readonly name: string; readonly context: Context; readonly token: string; readonly use: boolean },
  terminal: Terminal,
): Promise<void> {
  const { name, context, token, use } = given;
  if (!URL.canParse(context.server) || !/^https?:$/.test(new URL(context.server).protocol))
    throw usageError(`'${context.server}' is no address of a server`, 'write it as https://carillon.example');
  await editTokens(terminal, (document) => (token === '' ? document.delete(name) : document.set(name, token)));
  await editConfig(terminal, (document) => {
    document.setIn(['contexts', name], context);
    if (use) document.set('current', name);
  });
}
