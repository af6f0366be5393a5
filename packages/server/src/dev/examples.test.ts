import { dateOfDay, nthOpenDayOfMonth } from '@carillon/core';
import { formatFinding, loadDocuments } from '@carillon/spec';
import { calendarFindings, linkCalendars } from '@carillon/spec/calendars';
import { describe, expect, it } from 'vitest';
import { readExamples } from './examples.ts';

describe('the example workflows', () => {
  it('are valid, each with every file it names', async () => {
    const { documents, files } = await readExamples();
    const loaded = loadDocuments(documents, files);
    expect(loaded.findings.map((finding) => formatFinding(finding))).toEqual([]);
    expect(loaded.workflows.map(({ document }) => document.name).sort()).toEqual([
      'daily-report',
      'hello',
      'month-end',
      'nightly-cleanup',
      'orders',
      'word-count',
    ]);
    const links = await linkCalendars({ given: loaded.calendars.map(({ document }) => document), live: [] });
    expect(calendarFindings(links, loaded)).toEqual([]);
    const table = links.find('default', 'office-days')?.table;
    const lastOpen = table && nthOpenDayOfMonth(table, 2026, 10, -1);
    expect(lastOpen && dateOfDay(lastOpen)).toBe('2026-10-30');
  });
});
