/** What looking at pages has found, kept in a file where somebody wants to look at them in several goes. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export type Kind = 'axeViolations' | 'horizontalOverflows' | 'missingTranslations' | 'consoleErrors';

/** Of one page: in how many ways it was seen, and what was wrong with it. */
export interface Sight {
  pages: number;
  readonly found: { readonly kind: Kind; readonly where: string; readonly what: string }[];
}

export type Totals = Readonly<Record<'pages' | Kind, number>>;

export interface SightRecord {
  has(name: string): boolean;
  add(name: string, sight: Sight): void;
  totals(): Totals;
}

/** @param file what it has from before counts as seen; without one nothing is kept */
export function openRecord(file: string | undefined): SightRecord {
  const known = file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
  const sights = new Map<string, Sight>(Object.entries(known));
  return {
    has: (name) => sights.has(name),
    add(name, sight) {
      sights.set(name, sight);
      for (const { kind, where, what } of sight.found) process.stderr.write(`${where}: ${kind}: ${what}\n`);
      if (file !== undefined) writeFileSync(file, JSON.stringify(Object.fromEntries(sights), undefined, 1));
    },
    totals() {
      const all = [...sights.values()];
      const count = (kind: Kind): number =>
        all.flatMap(({ found }) => found).filter((each) => each.kind === kind).length;
      return {
        pages: all.reduce((sum, { pages }) => sum + pages, 0),
        axeViolations: count('axeViolations'),
        horizontalOverflows: count('horizontalOverflows'),
        missingTranslations: count('missingTranslations'),
        consoleErrors: count('consoleErrors'),
      };
    },
  };
}
