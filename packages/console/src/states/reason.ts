/** The sentence of a reason in the reader's language. */
import { fillTemplate } from '@carillon/core';
import type { Reason } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { useSaid } from '../i18n/use-said.ts';
import { durationText } from '../time/duration.ts';
import { shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

/** A sentence of the catalogue with its gaps filled. */
export const fillReason = (template: string, params: Readonly<Record<string, unknown>>): string =>
  fillTemplate(template, params, durationText);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A code that this console does not know yet is shown as the server wrote it. */
export function useReasonText(): (reason: Reason) => string {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const inWords = useSaid();
  return (reason) => {
    const { at, ...rest } = reason.params ?? {};
    const { state, first } = rest;
    const spoken = rest['problem'] === undefined ? 'message' : 'problem';
    const params = {
      ...rest,
      ...(typeof state === 'string' && { state: t(`state.${state}`, state) }),
      // People count the items of a task from one, as the list of them does.
      ...(typeof first === 'number' && { first: first + 1 }),
      ...(reason.said && { [spoken]: inWords(reason.said, textOf(rest[spoken])) }),
    };
    const due = at === undefined ? undefined : new Date(textOf(at));
    const filled =
      due && !Number.isNaN(due.getTime()) ? { ...params, at: shortText(due, zone, i18n.language) } : params;
    return fillReason(t(`reason.${reason.code}`, { defaultValue: reason.message }), filled);
  };
}
