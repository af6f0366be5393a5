import type { Worker } from '@carillon/protocol';

const UNITS = [
  ['Ti', 2 ** 40],
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
] as const;

/** What attempts asked for, of what the worker has. */
export function Resources({ worker: { resources, used } }: { worker: Worker }) {
  return (
    <dl className="resources">
      {Object.entries(resources).map(([name, amount]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {amountText(name, used[name] ?? 0)} / {amountText(name, amount)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function amountText(name: string, amount: number): string {
  if (name !== 'memory' && name !== 'disk') return String(amount);
  const [unit, size] = UNITS.find(([, one]) => amount >= one) ?? ['', 1];
  return `${Math.round((amount / size) * 10) / 10}${amount === 0 ? '' : unit}`;
}
