import { describe, expect, it } from 'vitest';
import { middleEllipsis, middleEllipsisIn } from './middle-ellipsis.ts';

describe('middleEllipsis', () => {
  it('keeps both ends', () => {
    expect(middleEllipsis('extract_orders_from_shop', 16)).toBe('extract_…om_shop');
  });
});

describe('middleEllipsisIn', () => {
  /** Signs of Chinese are twice as wide. */
  const widthOf = (text: string) => Array.from(text).reduce((sum, sign) => sum + (sign > '\u2e80' ? 2 : 1), 0);

  it('keeps what fits as it is', () => {
    expect(middleEllipsisIn('load', 4, widthOf)).toBe('load');
  });

  it('keeps as many signs as there is room for, however wide they are', () => {
    expect(middleEllipsisIn('extract_orders_from_shop', 16, widthOf)).toBe('extract_…om_shop');
    expect(middleEllipsisIn('从商店导出所有订单', 9, widthOf)).toBe('从商…订单');
  });

  it('keeps one at each end where there is room for less', () => {
    expect(middleEllipsisIn('extract', 1, widthOf)).toBe('e…t');
  });
});
