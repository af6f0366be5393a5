/** Tells how long each claim took, as the dispatcher waits for it. */
import type { EngineStore } from '@carillon/core';
import { host } from '@carillon/runtime';

export const timedClaims = <S extends Pick<EngineStore, 'claim'>>(store: S, onClaimed: (ms: number) => void): S => ({
  ...store,
  async claim(request) {
    const before = host.monotonic();
    try {
      return await store.claim(request);
    } finally {
      onClaimed(host.monotonic() - before);
    }
  },
});
