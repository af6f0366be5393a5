/** Why something is not offered or was refused, in the reader's language. */
import { fillTemplate } from '@carillon/core';
import type { Action } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';

interface Refused {
  readonly code: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** @param otherwise what the server says of a code that this console does not know yet */
export function useRefusalText(): (refusal: Refused, otherwise: string) => string {
  const { t } = useTranslation();
  return ({ code, params = {} }, otherwise) => {
    // A param that is named like a catalogue of words is one of them.
    const words = Object.entries(params).map(([name, value]) => {
      const word = String(value);
      return [name, t(`${name}.${word}`, word)];
    });
    return fillTemplate(t(`refusal.${code}`, otherwise), Object.fromEntries(words));
  };
}

/** What the server says, or what the page itself knows better, in the reader's language. */
export type Offer = Action | { readonly allowed: false; readonly why: string };

/** Why an action is not offered; undefined where it is. */
export function useRefusal(): (offer: Offer) => string | undefined {
  const text = useRefusalText();
  return (offer) => {
    if (offer.allowed) return undefined;
    return 'why' in offer ? offer.why : text(offer, offer.reason);
  };
}
