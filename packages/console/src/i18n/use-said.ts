/** What the server says, in the reader's language. */
import { fillSaid } from '@carillon/core';
import type { SaidText } from '@carillon/protocol';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Namespace of the table, whose keys are the server's English with its gaps. */
export const SAID = 'said';

/** @param otherwise the English: for who reads English, and where the table lacks a sentence or a part of it */
export function useSaid(): (said: SaidText | undefined, otherwise: string) => string {
  const { i18n } = useTranslation();
  const table = i18n.getResourceBundle(i18n.language, SAID) as Readonly<Record<string, string>> | undefined;
  return useCallback((said, otherwise) => (said && table && translated(said, table)) ?? otherwise, [table]);
}

/** A sentence of gaps alone, such as one after another, needs no entry. */
const isFrame = (text: string): boolean => !/\p{L}/u.test(text.replace(/\{\d+\}/g, ''));

/** Undefined where the table lacks a sentence or a part of it. */
export function translated({ text, values }: SaidText, table: Readonly<Record<string, string>>): string | undefined {
  const found = table[text] ?? (isFrame(text) ? text : undefined);
  if (found === undefined) return undefined;
  const parts = values.map((value) => (typeof value === 'string' ? value : translated(value, table)));
  return parts.some((part) => part === undefined) ? undefined : fillSaid(found, parts as readonly string[]);
}
