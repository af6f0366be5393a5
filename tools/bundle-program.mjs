// The program as few files: what a command reads before it does anything is what people wait for, and each file costs a
// search, a read and a link. One for each command, one for what most of them share; the server's packages stay as they are.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'rolldown';

/** What so many commands need is loaded by all of them. */
const SHARED_BY = 20;

export async function bundleProgram(root) {
  const home = path.join(root, 'packages/cli');
  // Beside the types, one folder below package.json as the sources are.
  const dist = path.join(home, 'dist');
  const { output } = await build({
    cwd: home,
    input: 'src/index.ts',
    platform: 'node',
    resolve: { conditionNames: ['@carillon/source', 'node', 'import', 'default'] },
    // jq finds its WebAssembly beside its own file.
    external: ['@carillon/server', 'jq-wasm'],
    output: {
      dir: dist,
      format: 'esm',
      codeSplitting: { groups: [{ name: 'shared', minShareCount: SHARED_BY }] },
      // Names are kept: they are read in stacks.
      minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    },
    logLevel: 'warn',
  });
  removeOthers(dist, new Set(output.map(({ fileName }) => path.normalize(fileName))));
}

/** Files of an earlier build; last, as programs that run may still ask for them. */
function removeOthers(dist, made) {
  for (const file of readdirSync(dist, { recursive: true }))
    if (/\.js(\.map)?$/.test(file) && !made.has(file)) rmSync(path.join(dist, file));
}
