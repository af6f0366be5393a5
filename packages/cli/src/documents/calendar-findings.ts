/** What can be said of calendars without a server. A name that is in none of the files may be known there. */
import type { Finding, LoadResult } from '@carillon/spec';

export async function calendarFindings(loaded: LoadResult): Promise<readonly Finding[]> {
  const { usesCalendars } = await import('@carillon/spec');
  if (!usesCalendars(loaded)) return [];
  const spec = await import('@carillon/spec/calendars');
  const given = loaded.calendars.map(({ document }) => document);
  const links = await spec.linkCalendars({ given, live: [] });
  return spec
    .calendarFindings(links, loaded)
    .map((finding) =>
      finding.code === 'VALIDATION_REFERENCE'
        ? { ...finding, severity: 'warning', message: `${finding.message} in these files; the server may have it` }
        : finding,
    );
}
