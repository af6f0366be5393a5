/** Which tasks a graph has and what depends on what: all that its layout reads. */
export interface GraphShape {
  readonly nodes: readonly string[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** The shape of a document's tasks. */
export function shapeOf(tasks: Readonly<Record<string, { readonly needs?: readonly string[] }>>): GraphShape {
  return {
    nodes: Object.keys(tasks),
    edges: Object.entries(tasks).flatMap(([to, { needs = [] }]) => needs.map((from) => ({ from, to }))),
  };
}
