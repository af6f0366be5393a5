import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../../test/silent-log.ts';
import { openReserve } from './reserve.ts';

const BYTES = 2 ** 20;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'carillon-reserve-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const path = (): string => join(directory, 'reserve');

/** A write that finds no room for as long as the reserve takes it. */
function write(): string {
  if (existsSync(path())) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  return 'written';
}

it('takes blocks, not only a length', () => {
  openReserve(directory, BYTES, silentLog);
  const { size, blocks } = statSync(path());
  expect([size, blocks * 512 >= BYTES]).toEqual([BYTES, true]);
});

it('gives way to a write that finds no room, and is taken again afterwards', () => {
  const reserve = openReserve(directory, BYTES, silentLog);
  expect(reserve.within(write)).toBe('written');
  expect(existsSync(path())).toBe(false);
  reserve.refill();
  expect(statSync(path()).size).toBe(BYTES);
  // Also by the next life, which finds it.
  expect(openReserve(directory, BYTES, silentLog).within(write)).toBe('written');
});

it('is no help against other errors, nor a second time', () => {
  const reserve = openReserve(directory, BYTES, silentLog);
  const broken = (): never => {
    throw Object.assign(new Error('read-only file system'), { code: 'EROFS' });
  };
  expect(() => reserve.within(broken)).toThrow('read-only');
  expect(existsSync(path())).toBe(true);
  reserve.within(write);
  const full = (): never => {
    throw Object.assign(new Error('still none'), { code: 'ENOSPC' });
  };
  expect(() => reserve.within(full)).toThrow('still none');
});
