import { expect, it } from 'vitest';
import { isLeft } from './use-keep-on-leave.ts';

it('leaves the editor for another page or environment, not for another task of it', () => {
  const here = { pathname: '/p/default/w/orders/edit', search: { env: 'dev', task: 'tasks/load' } };
  expect(isLeft(here, { ...here, search: { env: 'dev' } })).toBe(false);
  expect(isLeft(here, { ...here, search: { env: 'prod' } })).toBe(true);
  expect(isLeft(here, { ...here, pathname: '/p/default/r' })).toBe(true);
});
