/** English titles of what a server refuses, by their codes: the catalogue's own. */
import { ERRORS, type ErrorCode } from '@carillon/core/errors';

const titles = Object.fromEntries(Object.entries(ERRORS).map(([code, { title }]) => [code, title]));

export const problemsEn = { problem: titles as Record<ErrorCode, string> };
