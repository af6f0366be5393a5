// One workload of one peer, in a process of its own on a store of its own: `run-one.mjs <peer> <workload> <size>`.
// The last line on stdout is `{unit, value, p99?}`, or `{unsupported}`.
const [peer, workload, size] = process.argv.slice(2);
const { workloads } = await import(`./${peer}.mjs`);
const measure = workloads[workload];
const result = measure ? await measure(JSON.parse(size)) : { unsupported: true };
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
