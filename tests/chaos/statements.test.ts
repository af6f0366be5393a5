import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchStatements } from './statements.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const message = (type: string, text: string): Buffer => {
  const body = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};
const HELLO = message('', 'user\0');
const query = (text: string): Buffer => message('Q', `${text}\0`);
const prepare = (name: string, text: string): Buffer => message('P', `${name}\0${text}\0`);
const bind = (name: string): Buffer => message('B', `\0${name}\0`);
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

function connection() {
  const statements = watchStatements();
  const { up, down } = statements.watch();
  up(HELLO);
  up(prepare('move', 'update run set state = 1'));
  return { statements, up, down };
}

it('keeps back a statement that is struck before the store hears of it, in whatever pieces it comes', async () => {
  const { statements, up } = connection();
  const reached = statements.reaches({ moment: 'before', statement: 'move' }, 1_000);
  const bytes = bind('move');
  expect(up(bytes.subarray(0, 3))).toBe(true);
  expect(up(bytes.subarray(3))).toBe(false);
  expect(await reached).toBe(true);
});

it('keeps back the answer of one that is struck after it, once it is whole', async () => {
  const { statements, up, down } = connection();
  const reached = statements.reaches({ moment: 'after', statement: 'commit of move' }, 1_000);
  for (const bytes of [query('begin'), bind('move'), query('commit')]) expect(up(bytes)).toBe(true);
  expect(down(READY)).toBe(false);
  expect(await reached).toBe(true);
  expect(statements.passed(['within'])).toMatchObject([{ statement: 'move' }]);
});

it('lets answers pass again that nobody waits for any more', async () => {
  const { statements, up, down } = connection();
  const reached = statements.reaches({ moment: 'after', statement: 'move' }, 1_000);
  up(bind('move'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await reached).toBe(false);
  const next = statements.reaches({ moment: 'before', statement: 'other' }, 1_000);
  expect(down(READY)).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await next).toBe(false);
});
