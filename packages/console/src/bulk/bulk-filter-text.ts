import type { BulkPlan } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

/** Which runs a command was for, in the words of the filters of their list. */
export function useBulkFilterText(): (filter: BulkPlan['filter']) => string {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const at = (instant: string) => `${shortText(new Date(instant), zone, i18n.language)} ${zone}`;
  const oneOf = (words: readonly string[]) => new Intl.ListFormat(i18n.language, { type: 'disjunction' }).format(words);
  const allOf = (words: readonly string[]) => new Intl.ListFormat(i18n.language).format(words);
  return ({ runs, ...filter }) => {
    if (runs !== undefined) return t('bulk.whichChosen', { count: runs });
    const { project, workflow, state, trigger, label, input, fingerprint, slaMissed } = filter;
    const { createdAfter, createdBefore, endedAfter, endedBefore } = filter;
    const parts: readonly (readonly [name: string, value: string | undefined])[] = [
      [t('bar.project'), project],
      [t('runs.workflow'), workflow],
      [t('runs.state'), state && oneOf(state.map((each) => t(`state.${each}`)))],
      [t('runs.trigger'), trigger && oneOf(trigger.map((each) => t(`trigger.${each}`, each)))],
      [t('runs.labels'), label && allOf(label)],
      [t('runs.input'), input && allOf(input)],
      [t('runs.fingerprint'), fingerprint],
      [t('runs.from'), createdAfter && at(createdAfter)],
      [t('runs.to'), createdBefore && at(createdBefore)],
      [t('runs.endedFrom'), endedAfter && at(endedAfter)],
      [t('runs.endedTo'), endedBefore && at(endedBefore)],
    ];
    return [
      ...parts.flatMap(([name, value]) => (value === undefined ? [] : [t('bulk.filterPart', { name, value })])),
      ...(slaMissed ? [t('runs.onlySlaMissed')] : []),
    ].join(' · ');
  };
}
