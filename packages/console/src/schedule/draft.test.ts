import { describe, expect, it } from 'vitest';
import { definitionOf, diffCommand, draftOf } from './draft.ts';

describe('a draft', () => {
  it.each([
    [{ cron: '10 0 * * *', timezone: 'UTC' }],
    [{ cron: ['10 0 * * *', '0 6 * * 1'], timezone: 'UTC', limit: 5, misfire: { policy: 'ignore' as const } }],
    [{ every: '15m', timezone: 'UTC', jitter: '30s' }],
    [{ rrule: 'DTSTART:20260101T000000\nFREQ=DAILY', timezone: 'UTC' }],
    [{ cron: '0 0 * * *', timezone: 'UTC', calendar: { name: 'shop', day: -1 }, dst: { gap: 'skip' as const } }],
  ])('of %j gives the same definition back', (definition) => {
    expect(definitionOf(definition, draftOf(definition, 'UTC'))).toEqual(definition);
  });

  it('changes what was edited and takes away what was emptied', () => {
    const definition = {
      cron: '0 0 * * *',
      timezone: 'UTC',
      calendar: { name: 'shop', day: 1 },
      dst: { gap: 'skip' as const },
    };
    const fields = draftOf(definition, 'UTC');
    expect(definitionOf(definition, { ...fields, calendar: 'other', gap: '' })).toEqual({
      cron: '0 0 * * *',
      timezone: 'UTC',
      calendar: { name: 'other', day: 1 },
    });
    expect(definitionOf(definition, { ...fields, calendar: '' })).not.toHaveProperty('calendar');
  });
});

describe('diffCommand', () => {
  it('names every field of the form', () => {
    const definition = {
      cron: ['0 0 * * *', '@daily'],
      timezone: 'UTC',
      calendar: { name: 'shop' },
      dst: { gap: 'skip' as const },
    };
    expect(diffCommand('sch_1', definition)).toBe(
      "npx carillon schedule diff sch_1 --cron '0 0 * * *' --cron @daily --timezone UTC --calendar shop --dst-gap skip",
    );
  });
});
