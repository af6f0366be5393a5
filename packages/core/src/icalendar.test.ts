import { describe, expect, it } from 'vitest';
import { icalendarLines, icalendarText } from './icalendar.ts';

describe('lines of iCalendar', () => {
  it('are folded at 75 octets, and no character is cut in two', () => {
    const lines = icalendarLines([`SUMMARY:${'劳'.repeat(30)}`]).split('\r\n');
    expect(lines).toEqual([`SUMMARY:${'劳'.repeat(22)}`, ` ${'劳'.repeat(8)}`, '']);
    expect(new TextEncoder().encode(lines[0])).toHaveLength(74);
  });
  it('keep 75 octets whole', () => {
    expect(icalendarLines(['x'.repeat(75)])).toBe(`${'x'.repeat(75)}\r\n`);
    expect(icalendarLines(['x'.repeat(76)])).toBe(`${'x'.repeat(75)}\r\n x\r\n`);
  });
  it('have their marks escaped', () => {
    expect(icalendarText('a, b; c\\d\r\ne\u0007')).toBe('a\\, b\\; c\\\\d\\ne');
  });
});
