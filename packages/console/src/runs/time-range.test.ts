import { expect, it } from 'vitest';
import { fieldText } from './time-range.tsx';

it('shows an instant of the address as the clock of the reader\u2019s zone does', () => {
  expect(fieldText('2026-11-20T16:05:00.000Z', 'Asia/Shanghai')).toBe('2026-11-21T00:05');
  expect(fieldText('', 'UTC')).toBe('');
});
