/**
 * Editing a workflow's text by what is meant: tasks, connections and fields go in and out as the smallest
 * change of the text. Pure; what the console's canvas does, another program may do too.
 */
export {
  type EditRefusal,
  type EditResult,
  editWorkflow,
  locksOf,
  type TaskMap,
  type WorkflowEdit,
} from './edit-workflow.ts';
export { type Change, changesBetween } from './changes.ts';
export { type ChangeParts, changeParts } from './change-parts.ts';
export { type DiffRow, diffRows } from './diff-rows.ts';
export { applyEdits, invertEdits, type TextEdit } from './text-edit.ts';
export { type LineChange, lineChanges, mergeByHand, mergeTexts } from './merge-lines.ts';
