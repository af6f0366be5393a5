/** `j` and `k` go through the rows of a list, `o` opens the one that is stood on in a tab of its own, `x` chooses it. Enter is the link's own. */

const ROWS = 'main .table tbody tr, main .attention-row';

const linkOf = (row: Element): HTMLAnchorElement | null => row.querySelector<HTMLAnchorElement>('a[href]');

function standing(): { rows: readonly Element[]; at: number } {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => linkOf(row) !== null);
  return { rows, at: rows.findIndex((row) => row.contains(document.activeElement)) };
}

/** Of the row that is stood on, else of the page. */
export function linkHere(): string {
  const { rows, at } = standing();
  const row = rows[at];
  return (row && linkOf(row)?.href) ?? location.href;
}

/** @returns whether the key was one of these, and had a list to work on */
export function moveInList(key: string): boolean {
  const { rows, at } = standing();
  const row = rows[at];
  switch (key) {
    case 'j':
    case 'k': {
      const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + (key === 'j' ? 1 : -1)))];
      if (!next) return false;
      linkOf(next)?.focus();
      next.scrollIntoView({ block: 'nearest' });
      return true;
    }
    case 'o':
      if (row) window.open(linkOf(row)?.href, '_blank', 'noopener');
      return row !== undefined;
    case 'x':
      row?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
      return row !== undefined;
    default:
      return false;
  }
}
