import type { ServerMessage } from '@carillon/protocol/grpc';
import { expect, it } from 'vitest';
import { createOutgoing } from './outgoing.ts';

const MEGABYTE = 2 ** 20;
const message = (seq: number): ServerMessage => ({ body: { $case: 'logsAck', value: { seq: BigInt(seq) } } });

/** A stream that takes so many messages until it is drained. */
function slowStream(takes: number) {
  let left = takes;
  const written: ServerMessage[] = [];
  let rooms = 0;
  const outgoing = createOutgoing({
    write(one) {
      written.push(one);
      return --left > 0;
    },
    onRoom: () => void rooms++,
  });
  return {
    outgoing,
    written,
    drain() {
      left = takes;
      outgoing.drained();
    },
    rooms: () => rooms,
  };
}

it('passes on what the stream takes, and the rest in its order when it is drained', () => {
  const { outgoing, written, drain } = slowStream(2);
  for (let i = 0; i < 5; i++) outgoing.send(message(i));
  expect(written).toEqual([0, 1].map(message));
  drain();
  expect(written).toEqual([0, 1, 2, 3].map(message));
  outgoing.send(message(5));
  drain();
  expect(written).toEqual([0, 1, 2, 3, 4, 5].map(message));
});

it('is full while 4 MiB wait, and says when they no longer do', () => {
  const { outgoing, drain, rooms } = slowStream(1);
  for (let i = 0; i < 4; i++) outgoing.send(message(i), MEGABYTE);
  expect(outgoing.isFull).toBe(false);
  outgoing.send(message(4), MEGABYTE);
  expect(outgoing.isFull).toBe(true);
  drain();
  expect([outgoing.isFull, rooms()]).toEqual([false, 1]);
  drain();
  expect(rooms()).toBe(1);
});
