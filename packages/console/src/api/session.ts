/** Signing in. The one-time code is taken out of the address at once, so that it stays in no history. */
import type { Session } from '@carillon/protocol';
import { get, post, rememberCsrfToken } from './client.ts';

const CODE = /^#sign-in=([\w-]{8,256})$/;

let pendingCode: string | undefined;

/** First of all, as the page is opened. */
export function takeSignInCode(): void {
  pendingCode = CODE.exec(location.hash)?.[1];
  if (pendingCode !== undefined) history.replaceState(null, '', location.pathname + location.search);
}

/** True when a code was tried and the server did not take it. */
export let signInRefused = false;

export async function openSession(signal: AbortSignal): Promise<Session> {
  const code = pendingCode;
  pendingCode = undefined;
  if (code !== undefined) {
    try {
      await post('/session', { code });
    } catch {
      signInRefused = true; // An older session may still be good: the next answer decides.
    }
  }
  const session = await get<Session>('/session', {}, signal);
  rememberCsrfToken(session.csrfToken);
  return session;
}
