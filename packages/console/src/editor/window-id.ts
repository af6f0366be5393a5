/**
 * The name of this window among those that have the editor open. It outlives a reload, which would else be another window
 * for half a minute; while the page lives it stands nowhere, so that a copy of the tab gets a name of its own.
 */
import { newUuid } from '../api/new-uuid.ts';

const KEY = 'carillon.window';

export const windowId = sessionStorage.getItem(KEY) ?? newUuid();
sessionStorage.removeItem(KEY);
addEventListener('pagehide', () => sessionStorage.setItem(KEY, windowId));
