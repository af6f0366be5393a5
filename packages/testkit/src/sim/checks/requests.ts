/** I3: what clients were told is so, and a key never makes two runs. */
import type { Check } from './history.ts';

export const answeredTruly: Check = ({ requests, runs, runOfKey }) => {
  const ids = new Set(runs.map(({ id }) => id));
  return requests.flatMap(({ key, runId }) => {
    if (runId === undefined) return [];
    if (!ids.has(runId)) return [{ check: 'I3', told: `run ${runId} was promised and does not exist`, runId }];
    const made = runOfKey.get(key);
    return made === runId
      ? []
      : [{ check: 'I3', told: `key ${key} made ${made}, the client was told ${runId}`, runId }];
  });
};
