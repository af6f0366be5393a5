import { Icon } from '../parts/icon.tsx';
import './type-glyph.css';

/** Those for which no font is sure to have a sign. */
const ICONS = { wait: 'clock', workflow: 'workflows', dataset: 'dataset', file: 'file' } as const;
const GLYPHS: Readonly<Record<string, string>> = {
  shell: '$_',
  python: 'py',
  node: 'js',
  http: '↗',
  sql: 'SQL',
  quality: '≈',
  notify: '✉',
  function: 'ƒ',
  noop: '∅',
  switch: '?:',
  approval: '✓?',
  group: '{ }',
  map_reduce: 'Σ',
};

const isDrawn = (type: string): type is keyof typeof ICONS => Object.hasOwn(ICONS, type);

/** The type of a task in two letters; the word is its name for readers and on hover. */
export function TypeGlyph({ type }: { type: string }) {
  return (
    <span className="type-glyph" title={type} role="img" aria-label={type}>
      {isDrawn(type) ? <Icon name={ICONS[type]} size={12} /> : (GLYPHS[type] ?? type.slice(0, 3))}
    </span>
  );
}
