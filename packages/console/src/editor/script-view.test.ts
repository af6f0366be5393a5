import type { TransactionSpec } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { scriptState, showScript } from './script-view.ts';

// Read when modules are loaded.
vi.hoisted(() => vi.stubGlobal('document', { querySelector: () => null, documentElement: { style: {} } }));
afterAll(() => vi.unstubAllGlobals());

const shared = { label: 'Script of load', type: 'shell' };
const nothing = () => undefined;

describe('the view of a script', () => {
  it('takes back steps of the document only where it writes into it', () => {
    const keys = (write: Parameters<typeof scriptState>[1]['write']) =>
      scriptState('echo', { ...shared, write })
        .facet(keymap)
        .flat()
        .flatMap(({ key }) => (key !== undefined && /-[yz]$/.test(key) ? [key] : []));
    expect(keys({ onText: nothing, undo: nothing, redo: nothing })).toEqual(['Mod-z', 'Mod-y', 'Mod-Shift-z']);
    expect(keys(undefined)).toEqual([]);
  });

  it('keeps the cursor where it is when the document says another text', () => {
    const view = {
      state: scriptState('one\ntwo\nthree', { ...shared, write: undefined }),
      dispatch(spec: TransactionSpec) {
        this.state = this.state.update(spec).state;
      },
    };
    view.dispatch({ selection: { anchor: 10 } });
    showScript(view as unknown as EditorView, 'one\n2\nthree');
    expect(view.state.doc.toString()).toBe('one\n2\nthree');
    expect(view.state.selection.main.head).toBe(8);
  });
});
