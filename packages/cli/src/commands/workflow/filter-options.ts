/** Options that say which workflows: the same words as in the query string of the API and of the console. */
import { type Command, Option } from 'commander';
import { list } from '../../options.ts';

export interface WorkflowFilterFlags {
  readonly text?: string;
  readonly owner?: string;
  readonly tag?: string;
  readonly paused?: boolean;
  readonly lifecycle?: readonly string[];
  readonly lastResult?: 'success' | 'failed' | 'stopped';
  readonly hasDraft?: boolean;
}

export const workflowFilterOptions = (command: Command): Command =>
  command
    .option('--text <words>', 'each of them in the name, title, owner or a tag')
    .option('--owner <name>', 'of this owner only')
    .option('--tag <tag>', 'with this tag only')
    .option('--paused', 'only those that are paused')
    .option('--lifecycle <names>', 'in these stages only, separated by commas: active, deprecated, frozen …', list)
    .addOption(
      new Option('--last-result <state>', 'whose newest ended run ended so').choices(['success', 'failed', 'stopped']),
    )
    .option('--has-draft', 'only those with a draft that is not published');
