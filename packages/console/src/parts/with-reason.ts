import { shellWord } from './shell-word.ts';

/** A command with the reason that was typed for what it does. */
export const withReason = (cli: string, reason: string): string =>
  reason === '' ? cli : `${cli} --reason ${shellWord(reason)}`;
