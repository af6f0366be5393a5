// `npm start`: builds what is out of date and is `carillon dev` from then on. One process and no shell between:
// on Ctrl-C a shell would answer for us, and with an error.
import { fileURLToPath } from 'node:url';
import './build.mjs';

const program = fileURLToPath(new URL('../packages/cli/bin/carillon.mjs', import.meta.url));
process.argv.splice(1, 1, program, 'dev');
await import(program);
