import { readFileSync } from 'node:fs';

/** From package.json, which lies one folder up both in the sources and in what is built. */
export const PROGRAM_VERSION: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version;
