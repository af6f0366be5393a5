/** What is to happen, by its time, and in the order in which it was asked for where that is the same: a binary heap. */
export interface Scheduled {
  readonly at: number;
  readonly order: number;
}

export interface EventQueue<E extends Scheduled> {
  push(event: E): void;
  pop(): E | undefined;
  peek(): E | undefined;
  readonly size: number;
}

const isBefore = (a: Scheduled, b: Scheduled): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

export function createEventQueue<E extends Scheduled>(): EventQueue<E> {
  const heap: E[] = [];
  const at = (i: number): E => heap[i] as E;
  return {
    push(event) {
      let i = heap.length;
      heap.push(event);
      while (i > 0) {
        const parent = (i - 1) >> 1;
        if (!isBefore(event, at(parent))) break;
        heap[i] = at(parent);
        i = parent;
      }
      heap[i] = event;
    },
    pop() {
      const top = heap[0];
      const last = heap.pop();
      if (!last || heap.length === 0) return top;
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && isBefore(at(child + 1), at(child))) child += 1;
        if (!isBefore(at(child), last)) break;
        heap[i] = at(child);
        i = child;
      }
      heap[i] = last;
      return top;
    },
    peek: () => heap[0],
    get size() {
      return heap.length;
    },
  };
}
