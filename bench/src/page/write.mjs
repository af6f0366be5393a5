// Writes the page and its plots anew from what was measured last: `npm run bench:page`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFigures } from './figures.mjs';
import { pagesOf } from './page.mjs';

const docs = new URL('../../../docs/', import.meta.url);

export function writePages() {
  for (const [place, text] of Object.entries(pagesOf(readFigures()))) {
    const file = fileURLToPath(new URL(place, docs));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writePages();
