import { loadDocuments } from '@carillon/spec';
import { describe, expect, it } from 'vitest';
import { lineageAround, linksOf, wholeLineage } from './lineage-graph.ts';

const TEXT = `kind: Workflow
name: load
tasks:
  file: { type: wait, with: { path: /in/orders.csv } }
  day: { type: shell, needs: [file], produces: [orders], with: { script: x } }
  again: { type: shell, needs: [file], produces: [orders], with: { script: x } }
---
kind: Workflow
name: sums
tasks:
  ready: { type: wait, with: { dataset: orders } }
  add: { type: shell, needs: [ready], produces: [totals], with: { script: x } }
  tell: { type: workflow, needs: [add], with: { workflow: retail/mail } }
---
kind: Workflow
name: report
project: retail
tasks:
  both: { type: wait, with: { run: { all: [{ workflow: sums, project: default }, { workflow: other }] } } }
---
kind: Workflow
name: alone
tasks: { a: { type: noop } }
`;

const { workflows } = loadDocuments([{ path: 'w.yaml', text: TEXT }]);
const links = linksOf(
  workflows.map(({ document }) => ({ project: document.project, workflow: document.name, version: 3, document })),
);
const everything = { depth: 9, limit: 99 };

describe('the lineage of live versions', () => {
  it('leads from what a workflow waits for to what it produces and runs, and names the tasks once each way', () => {
    expect(links.edges).toEqual([
      { from: 'workflow:default/load', to: 'dataset:default/orders', use: 'produces', tasks: ['day', 'again'] },
      { from: 'file:/in/orders.csv', to: 'workflow:default/load', use: 'awaits', tasks: ['file'] },
      { from: 'dataset:default/orders', to: 'workflow:default/sums', use: 'awaits', tasks: ['ready'] },
      { from: 'workflow:default/sums', to: 'dataset:default/totals', use: 'produces', tasks: ['add'] },
      { from: 'workflow:default/sums', to: 'workflow:retail/mail', use: 'runs', tasks: ['tell'] },
      { from: 'workflow:default/sums', to: 'workflow:retail/report', use: 'awaits', tasks: ['both'] },
      { from: 'workflow:retail/other', to: 'workflow:retail/report', use: 'awaits', tasks: ['both'] },
    ]);
    expect(links.things.get('workflow:retail/other')).toEqual({ kind: 'workflow', project: 'retail', name: 'other' });
    expect(links.things.has('workflow:default/alone')).toBe(false);
  });

  it('around one thing is what leads to it and what comes of it, so far as is asked, and nothing beside it', () => {
    expect(lineageAround(links, 'dataset:default/orders', { depth: 1, limit: 99 }).ids).toEqual([
      'dataset:default/orders',
      'workflow:default/load',
      'workflow:default/sums',
    ]);
    const far = lineageAround(links, 'dataset:default/orders', everything).ids;
    expect(far).toContain('workflow:retail/report');
    // It comes before the report, which comes of the orders; it does not come of them itself.
    expect(far).not.toContain('workflow:retail/other');
  });

  it('of a project is what its own workflows and datasets have to do with, in whatever project', () => {
    const { ids, isCut } = wholeLineage(links, 'retail', 99);
    expect(ids).toEqual([
      'workflow:default/sums',
      'workflow:retail/mail',
      'workflow:retail/report',
      'workflow:retail/other',
    ]);
    expect(isCut).toBe(false);
  });

  it('says that it was cut, and keeps the nearest', () => {
    expect(lineageAround(links, 'dataset:default/orders', { depth: 9, limit: 2 })).toEqual({
      ids: ['dataset:default/orders', 'workflow:default/load'],
      isCut: true,
    });
  });

  it('ends where things lead back to themselves', () => {
    const ring = linksOf([
      {
        project: 'default',
        workflow: 'ring',
        version: 1,
        document: {
          kind: 'Workflow',
          name: 'ring',
          project: 'default',
          tasks: {
            get: { type: 'wait', with: { dataset: 'state' } },
            put: { type: 'shell', needs: ['get'], produces: ['state'] },
          },
        },
      },
    ]);
    expect(lineageAround(ring, 'dataset:default/state', everything).ids).toEqual([
      'dataset:default/state',
      'workflow:default/ring',
    ]);
  });
});
