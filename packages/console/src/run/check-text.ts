/** The sentence of a check in the reader's language; instants in the zone of the page. */
import type { Check } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { useSaid } from '../i18n/use-said.ts';
import { fillReason } from '../states/reason.ts';
import { shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

/** Params of sentences that are instants. */
const INSTANTS = ['until', 'at', 'expected'];

export function useCheckText(): (check: Check) => string {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const inWords = useSaid();
  return ({ code, verdict, params, sentence, said }) => {
    const { level, is, ...others } = params;
    const { runs } = others;
    // `name (state), name (state)`: the names stay.
    const awaited =
      typeof runs === 'string'
        ? {
            runs: runs.replaceAll(
              /\((\w+)\)/g,
              (_all, state: string) => `(${t([`why.is.${state}`, `state.${state}`])})`,
            ),
          }
        : {};
    const rest = { ...others, ...awaited };
    const instants = Object.entries(params).flatMap(([name, value]) =>
      INSTANTS.includes(name) && typeof value === 'string'
        ? [[name, shortText(new Date(value), zone, i18n.language)]]
        : [],
    );
    const named = typeof level === 'string' ? { level: t(`why.level.${level}`, { defaultValue: level }) } : {};
    const template = t(`why.${verdict === 'pass' ? 'pass' : 'block'}.${code}`, { defaultValue: sentence });
    const found = typeof is === 'string' ? { is: t(`why.is.${is}`, { defaultValue: is }) } : {};
    // Of an attempt before: its params are not here, and a sentence does without them.
    const { error } = params;
    const failed =
      typeof error === 'string' ? { error: fillReason(t(`reason.${error}`, { defaultValue: error }), {}) } : {};
    const message = said && { message: inWords(said, String(params['message'])) };
    return fillReason(template, {
      ...rest,
      ...Object.fromEntries(instants),
      ...named,
      ...found,
      ...failed,
      ...message,
    });
  };
}
