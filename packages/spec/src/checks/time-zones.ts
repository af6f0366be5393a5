import { didYouMean, said } from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';

/** What to say of a name that `isTimeZone` refuses. */
export function badZone(path: DocumentPath, zone: string): Problem {
  const zones = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return {
    code: 'VALIDATION_ZONE',
    path,
    message: said`"${zone}" is no time zone`,
    hint: didYouMean(zone, zones) ?? said`Use an IANA name such as UTC, Europe/Berlin or Asia/Shanghai.`,
  };
}
