// The program of an earlier commit, built in a directory of its own, beside the benchmark of now.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runToEnd } from '../child.mjs';
import { toUndo } from '../undo.mjs';

/** @returns where it lies and which commit it is; `remove()` deletes it */
export async function buildPast(root, revision) {
  const commit = execFileSync('git', ['rev-parse', '--verify', `${revision}^{commit}`], {
    cwd: root,
    encoding: 'utf8',
  }).trim();
  const tree = await mkdtemp(path.join(os.tmpdir(), 'carillon-past-'));
  const remove = toUndo(() => rm(tree, { recursive: true, force: true }));
  const run = (file, ...args) => runToEnd(file, args, { cwd: tree, stdio: ['ignore', 2, 2] });
  try {
    await run('git', 'clone', '--quiet', '--no-checkout', root, '.');
    await run('git', 'checkout', '--quiet', commit);
    await run('npm', 'ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund');
    await run(process.execPath, 'tools/build.mjs');
    // What is compared is the program: both are measured by the same benchmark.
    const bench = path.join(tree, 'bench/src');
    await rm(bench, { recursive: true, force: true });
    await cp(path.join(root, 'bench/src'), bench, { recursive: true });
    return { tree, commit, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
