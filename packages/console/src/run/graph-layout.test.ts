import { describe, expect, it } from 'vitest';
import { layoutFor, layoutGraph, NODE_HEIGHT, NODE_WIDTH } from './graph-layout.ts';
import { shapeOf } from './graph-shape.ts';

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

  it('keeps to layers, and lays none over another, also where there are very many', () => {
    const many = shapeOf(
      Object.fromEntries(
        Array.from({ length: 2_000 }, (_, n) => [
          `t${n}`,
          { needs: n < 20 ? [] : [`t${n - 20}`, `t${n - 20 + (n % 3)}`] },
        ]),
      ),
    );
    for (const direction of ['LR', 'TB'] as const) {
      const placed = new Map(layoutGraph(many, direction).map((node) => [node.task, node]));
      for (const { from, to } of many.edges) {
        const [a, b] = [placed.get(from), placed.get(to)];
        if (Number(to.slice(1)) - Number(from.slice(1)) < 18 || !a || !b) continue;
        expect(direction === 'LR' ? b.x - a.x : b.y - a.y).toBeGreaterThan(
          direction === 'LR' ? NODE_WIDTH : NODE_HEIGHT,
        );
      }
      const [along, size] = direction === 'LR' ? (['x', NODE_HEIGHT] as const) : (['y', NODE_WIDTH] as const);
      const across = direction === 'LR' ? 'y' : 'x';
      const cells = [...placed.values()].sort((a, b) => a[along] - b[along] || a[across] - b[across]);
      for (const [n, cell] of cells.entries()) {
        const next = cells[n + 1];
        if (next?.[along] === cell[along]) expect(next[across] - cell[across]).toBeGreaterThanOrEqual(size);
      }
      // As wide as its widest layer, and nothing drifts away from it.
      expect(Math.max(...cells.map((cell) => cell[across]))).toBeLessThan(22 * (size + 20));
    }
  });

  it('ends for a circle, which a text may have while it is written', () => {
    const nodes = Array.from({ length: 150 }, (_, n) => `t${n}`);
    const edges = nodes.map((from, n) => ({ from, to: nodes[(n + 1) % nodes.length] ?? from }));
    expect(layoutGraph({ nodes, edges }, 'LR')).toHaveLength(150);
  });
});
