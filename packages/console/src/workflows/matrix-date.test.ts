import { describe, expect, it } from 'vitest';
import { dateOfRun } from './matrix-date.ts';

describe('dateOfRun', () => {
  const createdAt = '2026-11-20T16:30:00Z';

  it('is the day of the viewer where a run has no business date', () => {
    expect(dateOfRun({ createdAt }, 'Asia/Shanghai')).toBe('2026-11-21');
    expect(dateOfRun({ createdAt }, 'America/New_York')).toBe('2026-11-20');
  });

  it('is the business date where it has one, whatever the zone', () => {
    expect(dateOfRun({ createdAt, logicalDate: '2026-11-19' }, 'Asia/Shanghai')).toBe('2026-11-19');
  });
});
