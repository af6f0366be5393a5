import { describe, expect, it } from 'vitest';
import { checkSchedule } from './check-schedule.ts';

describe('a schedule on its own', () => {
  it('is what it would be in a workflow, without its params', () => {
    const given = { cron: '10 0 * * *', timezone: 'Asia/Shanghai', params: { region: 'cn' } };
    expect(checkSchedule(given)).toEqual({
      definition: { cron: '10 0 * * *', timezone: 'Asia/Shanghai' },
      findings: [],
    });
  });

  it('is refused with the place within it and the fix', () => {
    const { definition, findings } = checkSchedule({ cron: '10 0 * * *', timezone: 'Europe/Berlim' });
    expect(definition).toBeUndefined();
    expect(findings).toMatchObject([
      { pointer: '/timezone', code: 'VALIDATION_ZONE', hint: expect.stringContaining('Europe/Berlin') },
    ]);
    expect(checkSchedule({ cron: '61 0 * * *' }).findings).toMatchObject([{ pointer: '/cron' }]);
    expect(checkSchedule({ cron: '0 0 30 2 *' }).findings).toMatchObject([{ pointer: '/cron' }]);
    expect(checkSchedule('@daily').findings).toMatchObject([{ pointer: '' }]);
    expect(checkSchedule(undefined).findings).toMatchObject([{ severity: 'error' }]);
  });
});
