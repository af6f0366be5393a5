import { describe, expect, it } from 'vitest';
import { layoutFor, layoutGraph, NODE_HEIGHT, NODE_WIDTH, shapeOf } from './graph-layout.ts';

const diamond = shapeOf({ a: {}, b: { needs: ['a'] }, c: { needs: ['a'] }, d: { needs: ['b', 'c'] } });

describe('layoutGraph', () => {
  it('places every task after its upstreams', () => {
    const placed = new Map(layoutGraph(diamond, 'LR').map((node) => [node.task, node]));
    for (const { from, to } of diamond.edges) {
      expect((placed.get(to)?.x ?? 0) - (placed.get(from)?.x ?? 0)).toBeGreaterThanOrEqual(NODE_WIDTH);
    }
  });

  it('never lays two tasks over each other', () => {
    const wide = shapeOf(
      Object.fromEntries([['root', {}], ...Array.from({ length: 40 }, (_, n) => [`t${n}`, { needs: ['root'] }])]),
    );
    const placed = layoutGraph(wide, 'TB');
    const overlaps = placed.some((a, n) =>
      placed.slice(n + 1).some((b) => Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT),
    );
    expect(overlaps).toBe(false);
  });

  it('goes down in a high pane and across in a wide one', () => {
    const chain = shapeOf({ a: {}, b: { needs: ['a'] }, c: { needs: ['b'] }, d: { needs: ['c'] } });
    expect(layoutFor(chain, { width: 500, height: 700 }).direction).toBe('TB');
    expect(layoutFor(chain, { width: 1200, height: 300 }).direction).toBe('LR');
  });

  it('ignores an edge to a task that is not there', () => {
    expect(layoutGraph({ nodes: ['a'], edges: [{ from: 'gone', to: 'a' }] }, 'LR')).toHaveLength(1);
  });
});
