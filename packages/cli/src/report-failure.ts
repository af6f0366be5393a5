/** A failure as the command line tells it: what, why, how to fix it, the request id, and an exit code. */
import { errorKind, isErrorCode } from '@carillon/core/errors';
import { ApiError, UnreachableError } from '@carillon/sdk';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';
import { colorsFor } from './output/paint.ts';
import type { Terminal } from './terminal.ts';
import { plainText } from './text/safe-text.ts';

/** Prints the failure and returns the exit code that goes with it. */
export function reportFailure(error: unknown, terminal: Terminal): number {
  const colors = colorsFor(terminal, terminal.isErrTty);
  const { message, details, hint, reference, exitCode } = describe(error, terminal);
  const lines = [
    `${colors.red('error:')} ${message}`,
    ...details.map((detail) => `  ${detail}`),
    ...(hint === undefined ? [] : [`  ${colors.cyan('fix:')} ${hint}`]),
    ...(reference === undefined ? [] : [colors.dim(`  ${reference}`)]),
  ];
  terminal.err(`${lines.join('\n')}\n`);
  return exitCode;
}

interface Description {
  readonly message: string;
  readonly details: readonly string[];
  readonly hint?: string | undefined;
  readonly reference?: string | undefined;
  readonly exitCode: number;
}

function describe(error: unknown, terminal: Terminal): Description {
  if (error instanceof CommandError)
    return { message: error.message, details: [], hint: error.hint, exitCode: error.exitCode };
  if (error instanceof ApiError) return describeRefusal(error);
  if (error instanceof UnreachableError) {
    return {
      message: plainText(error.message),
      details: [],
      hint: 'start a server with `carillon dev`, or name one with --server or CARILLON_SERVER',
      exitCode: EXIT.unreachable,
    };
  }
  const isDebugging = terminal.env['CARILLON_DEBUG'] !== undefined;
  return {
    message: error instanceof Error ? error.message : String(error),
    details: isDebugging && error instanceof Error ? (error.stack ?? '').split('\n').slice(1) : [],
    exitCode: EXIT.error,
  };
}

function describeRefusal(error: ApiError): Description {
  return {
    message: plainText(error.message),
    details: error.errors
      .filter(({ message, hint }, _, all) => hint !== undefined || all.length > 1 || !error.message.endsWith(message))
      .map(({ pointer, message, hint }) =>
        plainText(`${pointer}: ${message}${hint === undefined ? '' : ` (${hint})`}`),
      ),
    hint: error.hint === undefined ? hintOf(error) : plainText(error.hint),
    reference: plainText([error.code, error.requestId && `request ${error.requestId}`].filter(Boolean).join(' · ')),
    exitCode: isErrorCode(error.code) ? errorKind(error.code).exit : exitCodeOfStatus(error.status),
  };
}

function hintOf({ status }: ApiError): string | undefined {
  return status === 401 ? 'give a token with CARILLON_TOKEN, or run this where the server runs' : undefined;
}

/** For codes this version does not know: a newer server, or something in front of it. */
function exitCodeOfStatus(status: number): number {
  if (status === 401 || status === 403) return EXIT.login;
  if (status === 404) return EXIT.notFound;
  if (status === 409 || status === 412) return EXIT.conflict;
  return status === 502 || status === 504 ? EXIT.unreachable : EXIT.error;
}
