/** Waiting for a sign, never for a time: the limit only ends a test that would wait for ever. */
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;
/** Generous: whole programs share few cores with whatever else the machine does. */
const LIMIT_MS = 90_000;

/** What `look` gives once it gives something; `what` names the sign in the failure. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const giveUp = Date.now() + LIMIT_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > giveUp) throw new Error(`not seen within ${LIMIT_MS / 1_000} s: ${what}`);
    await delay(POLL_MS);
  }
}
