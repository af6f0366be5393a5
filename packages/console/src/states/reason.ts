/** The sentence of a reason in the reader's language. */
import type { Reason } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { durationText } from '../time/duration.ts';
import { shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

type Params = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
/** As core's own sentences have it: what a name that ends so holds is a duration. */
const shown = (name: string, value: unknown): string =>
  name.endsWith('Ms') && typeof value === 'number' ? durationText(value) : textOf(value);

/** Fills `{name}`; a clause in square brackets goes when a param that it names is absent or says nothing. */
export function fillReason(template: string, params: Params): string {
  const whole = template.replace(/\[([^\]]*)\]/g, (_all, clause: string) =>
    [...clause.matchAll(/\{(\w+)\}/g)].every(
      ([, name]) => name !== undefined && Object.hasOwn(params, name) && params[name] !== '',
    )
      ? clause
      : '',
  );
  return whole.replace(/\{(\w+)\}/g, (_all, name: string) => shown(name, params[name])).replace(/ {2,}/g, ' ');
}

/** A code that this console does not know yet is shown as the server wrote it. */
export function useReasonText(): (reason: Reason) => string {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  return (reason) => {
    const { at, ...rest } = reason.params ?? {};
    const { state } = rest;
    const params = typeof state === 'string' ? { ...rest, state: t(`state.${state}`, state) } : rest;
    const due = at === undefined ? undefined : new Date(textOf(at));
    const filled =
      due && !Number.isNaN(due.getTime()) ? { ...params, at: shortText(due, zone, i18n.language) } : params;
    return fillReason(t(`reason.${reason.code}`, { defaultValue: reason.message }), filled);
  };
}
