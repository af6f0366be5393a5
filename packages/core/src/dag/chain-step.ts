/** The end of a task in a chain: the commonest there is, for which the store has a statement that does no more than it needs. */
import type { ChildEdge, Completion, GraphCompletion } from '../ports/completions.ts';
import { TASK_STATE_CODES } from '../run/states.ts';

/** A success that was reported and has one child, which waits for nothing else. */
export type ChainStep = GraphCompletion & {
  readonly by: Extract<Completion['by'], { readonly kind: 'report' }>;
  readonly children: readonly [ChildEdge];
};

export function isChainStep(item: GraphCompletion): item is ChainStep {
  const [child, ...siblings] = item.children;
  if (!child?.fused || child.need !== 1 || siblings.length > 0) return false;
  return item.by.kind === 'report' && item.state === TASK_STATE_CODES.success && !item.produces;
}
