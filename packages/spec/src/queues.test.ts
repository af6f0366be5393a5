import { describe, expect, it } from 'vitest';
import { queueFindings } from './link-queues.ts';
import { loadDocuments } from './load.ts';

const load = (text: string) => loadDocuments([{ path: 'f.yaml', text }]);
const messages = (text: string): readonly string[] => load(text).findings.map(({ message }) => message);
const task = (fields: string): string =>
  `kind: Workflow\nname: w\ntasks:\n  a: { type: shell, with: { script: x }, ${fields} }`;

describe('a queue document', () => {
  it('is loaded, with its project', () => {
    const { queues, findings } = load('kind: Queue\nname: etl\nminShare: 25%\nprojects: { retail: 2 }');
    expect(findings).toEqual([]);
    expect(queues[0]?.document).toMatchObject({ kind: 'Queue', project: 'default', minShare: '25%' });
  });

  it.each([
    ['maxShare: 130%', 'maxShare: "130%" is more than 100%'],
    ['minShare: 50%\nmaxShare: 20%', 'the guarantee 50% is more than the maximum 20%'],
    ['parent: etl', 'the queue "etl" would be a part of itself'],
    ['weight: 0', 'weight'],
    ['priority: 3', 'priority'],
  ])('with %j is refused', (field, message) =>
    expect(messages(`kind: Queue\nname: etl\n${field}`).join()).toContain(message),
  );

  it('is judged beside those that stand, with its line', () => {
    const live = [{ kind: 'Queue', name: 'a', project: 'p', minShare: '80%' }] as const;
    const [finding] = queueFindings(live, load('kind: Queue\nname: b\nminShare: 30%'));
    expect(finding).toMatchObject({ code: 'VALIDATION_QUEUE', line: 3 });
    expect(finding?.message).toContain('110% together');
  });

  it('must be there for what names it', () => {
    const loaded = load(`${task('queue: elt')}\n---\nkind: Queue\nname: etl`);
    expect(queueFindings([], loaded)).toMatchObject([
      { message: 'there is no queue "elt"', hint: 'Did you mean "etl"?' },
    ]);
    expect(queueFindings([], load(task('queue: default')))).toEqual([]);
  });
});

describe('placement', () => {
  it.each([
    'resources: { cpu: 0.5, memory: 2Gi, gpu: 1 }',
    'workers: { labels: { zone: [a, b], cores: { gt: 4 } }, prefer: [{ labels: { disk: ssd }, weight: 5 }] }',
    'workers: { strategy: consistent_hash, sticky: "${{ run.id }}" }',
    'workers: { strategy: pinned, labels: { carillon/worker: w1 } }',
    'workers: { labels: { carillon/worker: "${{ run.id }}" } }',
  ])('%s is taken', (fields) => expect(messages(task(fields))).toEqual([]));

  it.each([
    ['resources: { cpu: lots }', 'cpu: "lots" is not a number of cores'],
    ['resources: { memory: 2GB }', 'memory: "2GB" is not a size'],
    ['resources: { tpu: 1 }', 'tpu'],
    ['workers: { strategy: pinned }', 'pinned needs the name of a worker'],
    ['workers: { strategy: nearest }', 'nearest'],
    ['workers: { labels: { cores: { above: 4 } } }', 'above'],
    ['workers: { prefer: [{ labels: { zone: "${{ params.z }}" } }] }', 'an expression cannot stand here'],
    ['workers: { sticky: "${{ params.nothing }}" }', 'there is no parameter "nothing"'],
  ])('%s is refused', (fields, message) => expect(messages(task(fields)).join()).toContain(message));
});
