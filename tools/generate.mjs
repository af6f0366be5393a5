// Regenerates committed code: the gateway's TypeScript from its .proto, and the document schema from the executors'.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = path.join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
const proto = path.join(root, 'packages/protocol/proto');
execFileSync(path.join(bin, 'buf'), ['lint'], { cwd: proto, env, stdio: 'inherit' });
execFileSync(path.join(bin, 'buf'), ['generate'], { cwd: proto, env, stdio: 'inherit' });
execFileSync(process.execPath, ['--import', 'tsx', '--conditions=@carillon/source', 'tools/generate-spec.ts'], { cwd: root, env, stdio: 'inherit' });
