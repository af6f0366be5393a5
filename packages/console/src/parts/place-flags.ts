import type { Place } from '../api/queries.ts';
import { shellWord } from './shell-word.ts';

/** The place as options of a command: always both, as whoever pastes it may have others in their context. */
export const placeFlags = ({ project, environment }: Place): string =>
  `--project ${shellWord(project)} ${environmentFlag(environment)}`;

export const environmentFlag = (environment: string): string => `-e ${shellWord(environment)}`;
