/** The sentence of a check in the reader's language; instants in the zone of the page. */
import type { Check } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { fillReason } from '../states/reason.ts';
import { shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

export function useCheckText(): (check: Check) => string {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  return ({ code, verdict, params, sentence }) => {
    const { until, level, ...rest } = params;
    const at = typeof until === 'string' ? { until: shortText(new Date(until), zone, i18n.language) } : {};
    const named = typeof level === 'string' ? { level: t(`why.level.${level}`, { defaultValue: level }) } : {};
    const template = t(`why.${verdict === 'pass' ? 'pass' : 'block'}.${code}`, { defaultValue: sentence });
    return fillReason(template, { ...rest, ...at, ...named });
  };
}
