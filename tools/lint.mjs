// Everything that a build would not notice. All checks run, so that one go shows all there is to fix.
//   npm run lint            check
//   npm run lint -- --fix   repair what the tools can repair
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const isFixing = process.argv.includes('--fix');
const bin = (name) => path.join(root, 'node_modules', '.bin', name);

/** Warnings count as errors. What a check is for stands beside it. */
const checks = [
  { name: 'types', why: 'the libraries compile', command: [bin('tsc'), '-b'] },
  {
    name: 'types of the console',
    why: 'bundled by Vite, which does not look',
    command: [bin('tsc'), '-p', 'packages/console', '--noEmit'],
  },
  { name: 'types of tests', why: 'left out of the build', command: [bin('tsc'), '-p', 'tsconfig.tests.json'] },
  {
    name: 'lint',
    why: '.oxlintrc.json',
    command: [bin('oxlint'), '--type-aware', '--deny-warnings', '--quiet', ...(isFixing ? ['--fix'] : [])],
  },
  { name: 'format', why: 'biome.json', command: [bin('biome'), 'format', ...(isFixing ? ['--write'] : [])] },
  { name: 'imports', why: 'who may import whom', command: [process.execPath, 'tools/check-imports.mjs'] },
  { name: 'dead code', why: 'knip.json', command: [bin('knip'), '--no-progress'] },
];

const failed = checks.filter(({ name, why, command: [file, ...args] }) => {
  const { status, stdout, stderr } = spawnSync(file, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${why})\n`);
  if (status !== 0) process.stdout.write(`${stdout}${stderr}\n`);
  return status !== 0;
});
if (failed.length > 0) {
  process.stdout.write(
    `${failed.length} of ${checks.length} checks failed: ${failed.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(1);
}
