import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeTree } from './remove-tree.ts';

it('removes what a task left, links but not what they lead to', async () => {
  const kept = mkdtempSync(join(tmpdir(), 'carillon-kept-'));
  writeFileSync(join(kept, 'precious'), 'x');
  const tree = mkdtempSync(join(tmpdir(), 'carillon-tree-'));
  mkdirSync(join(tree, 'closed/inner'), { recursive: true });
  symlinkSync(kept, join(tree, 'closed/link'));
  chmodSync(join(tree, 'closed/inner'), 0);
  chmodSync(join(tree, 'closed'), 0);
  await removeTree(tree);
  expect(existsSync(tree)).toBe(false);
  expect(existsSync(join(kept, 'precious'))).toBe(true);
  rmSync(kept, { recursive: true });
});
