/**
 * Places very many tasks in milliseconds: layers by the longest way from a start, in each the order that crosses the fewest
 * lines, each task near those it depends on. What crosses a layer on its way is not led around its tasks.
 */
export interface LayeredShape {
  readonly nodes: readonly string[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** In layers and in steps across them; a step is the room of one task. */
export interface Spot {
  readonly task: string;
  readonly layer: number;
  readonly across: number;
}

const SWEEPS = 4;

export function layeredLayout({ nodes, edges }: LayeredShape): readonly Spot[] {
  const place = new Map(nodes.map((task, no) => [task, no]));
  const above: number[][] = nodes.map(() => []);
  const below: number[][] = nodes.map(() => []);
  for (const { from, to } of edges) {
    const [a, b] = [place.get(from), place.get(to)];
    if (a === undefined || b === undefined || a === b) continue;
    above[b]?.push(a);
    below[a]?.push(b);
  }
  const layerOf = longestWays(above, below);
  const layers: number[][] = [];
  for (const [no, layer] of layerOf.entries()) (layers[layer] ??= []).push(no);
  const across = new Float64Array(nodes.length);
  for (const layer of layers) for (const [at, no] of layer.entries()) across[no] = at - (layer.length - 1) / 2;
  const edge = (Math.max(...layers.map(({ length }) => length)) - 1) / 2;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const layer of isDown ? layers : layers.toReversed()) settle(layer, isDown ? above : below, across, edge);
  }
  return nodes.map((task, no) => ({ task, layer: layerOf[no] ?? 0, across: across[no] ?? 0 }));
}

/** A circle, which a text may have while it is written, is left where it is met. */
function longestWays(above: readonly number[][], below: readonly number[][]): readonly number[] {
  const layer = above.map(() => 0);
  const open = above.map(({ length }) => length);
  const ready = [...open.keys()].filter((no) => open[no] === 0);
  for (let next = ready.pop(); next !== undefined; next = ready.pop())
    for (const no of below[next] ?? []) {
      layer[no] = Math.max(layer[no] ?? 0, (layer[next] ?? 0) + 1);
      open[no] = (open[no] ?? 0) - 1;
      if (open[no] === 0) ready.push(no);
    }
  return layer;
}

/**
 * Orders a layer by where its neighbours stand, and moves each task as near to them as the others let it, never beyond the
 * width of the widest layer: else what is apart would drift further apart with every layer.
 */
function settle(layer: number[], neighbours: readonly number[][], across: Float64Array, edge: number): void {
  const wanted = new Map(
    layer.map((no) => {
      const near = neighbours[no] ?? [];
      const sum = near.reduce((total, other) => total + (across[other] ?? 0), 0);
      return [no, near.length === 0 ? (across[no] ?? 0) : sum / near.length];
    }),
  );
  const want = (no: number): number => wanted.get(no) ?? 0;
  layer.sort((a, b) => want(a) - want(b) || (across[a] ?? 0) - (across[b] ?? 0));
  let least = -edge;
  for (const no of layer) {
    across[no] = Math.max(want(no), least);
    least = (across[no] ?? 0) + 1;
  }
  let most = edge;
  for (const no of layer.toReversed()) {
    across[no] = Math.min(across[no] ?? 0, most);
    most = (across[no] ?? 0) - 1;
  }
}
