/** What an expression reads: `tasks.load.outputs.rows` is root `tasks`, path `load outputs rows`. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { CONTEXT_NAMES, type ContextName } from './cel-environment.ts';
import { childrenOf } from './expression-tree.ts';

export interface Reference {
  readonly root: ContextName;
  /** Names up to the first that is computed. Shorter than what is read when the whole value is used. */
  readonly path: readonly string[];
  /** The name after `path` is computed: `params[params.which]`. */
  readonly computed: boolean;
  /** Offsets in the expression. */
  readonly start: number;
  readonly end: number;
}

const COMPREHENSIONS = new Set(['map', 'filter', 'all', 'exists', 'exists_one', 'bind']);
const NO_NAMES: ReadonlySet<string> = new Set();

export function referencesOf(root: ASTNode): readonly Reference[] {
  const found: Reference[] = [];
  collect(root, NO_NAMES, found);
  return found;
}

/** `bound`: variables of macros around the node, which hide contexts of the same name. Depth is bounded by the parser. */
function collect(node: ASTNode, bound: ReadonlySet<string>, found: Reference[]): void {
  const reference = pathFrom(node);
  if (reference) {
    if (isContext(reference.name, bound)) found.push(toReference(node, reference.name, reference.links));
    for (const link of reference.links) if (typeof link !== 'string') collect(link, bound, found);
    return;
  }
  const variable = variableOf(node);
  const inner = variable === undefined ? bound : new Set([...bound, variable]);
  for (const [i, child] of childrenOf(node).entries()) {
    const outside = i === 0 || (i === 2 && node.op === 'rcall' && node.args[0] === 'bind');
    if (variable === undefined || outside) collect(child, bound, found);
    else if (i > 1) collect(child, inner, found);
  }
}

function variableOf(node: ASTNode): string | undefined {
  if (node.op !== 'rcall' || !COMPREHENSIONS.has(node.args[0])) return undefined;
  const [first] = node.args[2];
  return first?.op === 'id' ? first.args : undefined;
}

function isContext(name: string, bound: ReadonlySet<string>): name is ContextName {
  return !bound.has(name) && (CONTEXT_NAMES as readonly string[]).includes(name);
}

/** A chain of fields and indexes down to a name; a computed index is the node that computes it. */
function pathFrom(node: ASTNode): { name: string; links: readonly (string | ASTNode)[] } | undefined {
  const links: (string | ASTNode)[] = [];
  let current = node;
  for (;;) {
    if (current.op === '.' || current.op === '.?') links.unshift(current.args[1]);
    else if (current.op === '[]' || current.op === '[?]') {
      const key = current.args[1];
      links.unshift(key.op === 'value' && typeof key.args === 'string' ? key.args : key);
    } else break;
    current = current.args[0];
  }
  return current.op === 'id' ? { name: current.args, links } : undefined;
}

function toReference(node: ASTNode, root: ContextName, links: readonly (string | ASTNode)[]): Reference {
  const end = links.findIndex((link) => typeof link !== 'string');
  const path = (end < 0 ? links : links.slice(0, end)) as readonly string[];
  return { root, path, computed: end >= 0, start: node.start, end: node.end };
}
