// Says what was done. Reads EXPIRED and PURGED, writes the output `deleted`.
import { appendFile } from 'node:fs/promises';

const { EXPIRED, PURGED, CARILLON_PARAM_KEEP_DAYS: days, CARILLON_OUTPUT: output } = process.env;
const deleted = PURGED === 'success' ? Number(EXPIRED) : 0;

console.log(
  deleted === 0 ? `nothing is older than ${days} days` : `deleted ${deleted} sessions older than ${days} days`,
);
await appendFile(output, `deleted=${deleted}\n`);
