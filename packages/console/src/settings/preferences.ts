/** What a reader may have otherwise; theme, language and zone have places of their own. */
import { createPreference } from './preference.ts';

/** Height of rows; `theme/tokens.css` says how much. */
export const density = createPreference('carillon.density', ['comfortable', 'compact', 'dense'], (choice) => {
  if (globalThis.document) document.documentElement.dataset['density'] = choice;
});

/** Keys pressed alone: off for those whose speech or switches press keys (WCAG 2.1.4). */
export const singleKeys = createPreference('carillon.keys', ['on', 'off']);
