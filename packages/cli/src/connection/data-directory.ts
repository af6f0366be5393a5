import { join } from 'node:path';
import type { Terminal } from '../terminal.ts';

/** Where a local server keeps its data, and tells its address and token to programs of the same user. */
export function dataDirectory({ env, home }: Pick<Terminal, 'env' | 'home'>): string {
  if (env['CARILLON_DATA_DIR']) return env['CARILLON_DATA_DIR'];
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'carillon');
}
