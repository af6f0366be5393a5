import { spawn } from 'node:child_process';
import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { connectionOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { plainText } from '../text/safe-text.ts';

interface Flags extends ServerFlags {
  readonly browser: boolean;
}

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('[run]', 'open this run in place of the overview').option('--no-browser', 'print the link only');
  connectionOptions(command).action(async (id: string | undefined, flags: Flags) => {
    const { client } = await connect(flags);
    const url = plainText(id === undefined ? (await client.signInCodes.create()).url : (await client.runs.get(id)).url);
    terminal.out(`${url}\n`);
    if (id === undefined) terminal.err('the link signs one browser in, once\n');
    if (flags.browser && terminal.isOutTty && (await openInBrowser(url, terminal)))
      terminal.err('opened in the browser\n');
  });
};

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
