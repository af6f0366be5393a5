import { isGoneWorker } from '@carillon/core';
import type { Worker } from '@carillon/protocol';

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** What the workers can do at once, and do: those that are gone are listed for a day, and have no slots. */
export function capacityOf(workers: readonly Worker[]) {
  const there = workers.filter(({ state }) => !isGoneWorker(state));
  return {
    count: there.length,
    busy: sum(there.map(({ busy }) => busy)),
    slots: sum(there.map(({ slots }) => slots)),
  };
}
