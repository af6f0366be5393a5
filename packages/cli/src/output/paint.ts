/** Colours and icons of states. The word always stands beside them: nothing is told by colour alone. */
import pc from 'picocolors';
import type { Terminal } from '../terminal.ts';

export type Colors = ReturnType<typeof pc.createColors>;
type Family = 'success' | 'active' | 'failed' | 'attention' | 'cascade' | 'neutral';

/** Off without a terminal and with NO_COLOR; FORCE_COLOR turns it on where the terminal cannot be seen. */
export function colorsFor(terminal: Terminal, isTty: boolean): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = terminal.env;
  const isForced = FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  return pc.createColors(!NO_COLOR && (isForced || (isTty && TERM !== 'dumb')));
}

const STATES: Readonly<Record<string, readonly [icon: string, family: Family]>> = {
  success: ['✓', 'success'],
  promoted: ['✓', 'success'],
  online: ['✓', 'success'],
  enabled: ['✓', 'success'],
  fresh: ['✓', 'success'],
  running: ['▶', 'active'],
  starting: ['▶', 'active'],
  dispatched: ['▶', 'active'],
  queued: ['○', 'active'],
  failed: ['✕', 'failed'],
  lost: ['✕', 'failed'],
  quarantined: ['✕', 'failed'],
  retrying: ['↻', 'attention'],
  stopping: ['■', 'attention'],
  draining: ['■', 'attention'],
  silent: ['!', 'attention'],
  stale: ['!', 'attention'],
  upstream_failed: ['⤬', 'cascade'],
  pending: ['◌', 'neutral'],
  waiting: ['◔', 'neutral'],
  skipped: ['⤼', 'neutral'],
  stopped: ['■', 'neutral'],
  planned: ['◌', 'neutral'],
  never: ['◌', 'neutral'],
  cancelled: ['⊘', 'neutral'],
  paused: ['‖', 'neutral'],
};

const FAMILY_COLORS = {
  success: 'green',
  active: 'blue',
  failed: 'red',
  attention: 'yellow',
  cascade: 'magenta',
  neutral: 'gray',
} as const;

/** A state this version does not know is shown as the word it is. */
export const iconOf = (state: string): string => STATES[state]?.[0] ?? '·';

export function paintState(colors: Colors, state: string, text = state): string {
  return colors[FAMILY_COLORS[STATES[state]?.[1] ?? 'neutral']](text);
}
