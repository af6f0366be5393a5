// Regenerates what is committed and made from something else: the gateway's TypeScript from its .proto, the
// document schema from the executors', reference pages from what they describe.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = path.join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
const proto = path.join(root, 'packages/protocol/proto');
execFileSync(path.join(bin, 'buf'), ['lint'], { cwd: proto, env, stdio: 'inherit' });
execFileSync(path.join(bin, 'buf'), ['generate'], { cwd: proto, env, stdio: 'inherit' });
for (const script of ['tools/generate-spec.ts', 'tools/generate-reference.ts', 'tools/generate-schema.ts']) {
  execFileSync(process.execPath, ['--import', 'tsx', '--conditions=@carillon/source', script], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
}
