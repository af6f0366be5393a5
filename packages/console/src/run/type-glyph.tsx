import { Icon } from '../parts/icon.tsx';

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
  switch: '⑂',
  approval: '✓?',
  workflow: '⧉',
  group: '{ }',
  map_reduce: 'Σ',
};

/** The type of a task in two letters; the word is its name for readers and on hover. */
export function TypeGlyph({ type }: { type: string }) {
  return (
    <span className="type-glyph" title={type} role="img" aria-label={type}>
      {type === 'wait' ? <Icon name="clock" size={12} /> : (GLYPHS[type] ?? type.slice(0, 3))}
    </span>
  );
}
