/** Back to an older version: as a request, and as the command that does the same. */
import type { ApplyRequest, WorkflowVersion } from '@carillon/protocol';
import type { Place } from '../api/queries.ts';
import { placeFlags } from '../parts/place-flags.ts';
import { shellWord } from '../parts/shell-word.ts';

/** @param newest version there is: what somebody publishes meanwhile is not undone unseen */
export const rollbackRequest = (
  { project, workflow, number, source, files }: WorkflowVersion,
  newest: number,
  reason: string,
): ApplyRequest => ({
  documents: [{ path: `${workflow}.yaml`, text: source }],
  files,
  message: reason === '' ? `back to version ${number}` : reason,
  basedOn: { [`${project}/${workflow}`]: newest },
});

export const rollbackCommand = ({ workflow, number }: WorkflowVersion, place: Place, reason: string): string =>
  [
    `npx carillon workflow rollback ${shellWord(workflow)} --to ${number} ${placeFlags(place)}`,
    ...(reason === '' ? [] : [`-m ${shellWord(reason)}`]),
  ].join(' ');
