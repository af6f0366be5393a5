// Measures a workload once, of the program of whatever tree this file lies in: `once.mjs <workload>`. The last line is the result.
import { measureOwn, SIZE } from '../own.mjs';
import { unlessInterrupted } from '../undo.mjs';

const [workload] = process.argv.slice(2);
await unlessInterrupted(async () => {
  const result = await measureOwn(workload, SIZE);
  process.stdout.write(`${JSON.stringify(result)}\n`);
});
