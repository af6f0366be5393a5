/** What only the server knows of a text: secrets, queues, calendars, other workflows, workers. */
import type { DocumentFiles } from '@carillon/core';
import type { ValidateResult } from '@carillon/protocol';
import type { Finding, FindingCode } from '@carillon/spec';
import { useEffect, useState } from 'react';
import { post } from '../api/client.ts';
import type { Place } from '../api/queries.ts';

const PATH = 'workflow.yaml';
const keyOf = ({ code, pointer, message }: Pick<Finding, 'code' | 'pointer' | 'message'>): string =>
  `${code} ${pointer} ${message}`;

/** Those that the page has not found itself. They stay while the next answer is on its way. */
export function useServerFindings(
  { environment }: Place,
  text: string,
  files: DocumentFiles,
  own: readonly Finding[],
): readonly Finding[] {
  const [found, setFound] = useState<readonly Finding[]>([]);
  useEffect(() => {
    const newer = new AbortController();
    const body = { documents: [{ path: PATH, text }], files };
    post<ValidateResult>('/documents/validate', body, { query: { environment }, signal: newer.signal }).then(
      ({ errors }) => {
        if (!newer.signal.aborted) setFound(errors.map(findingOf));
      },
      // It is not reached, or the text is too large for it: the page's own findings stand, and publishing tells.
      () => !newer.signal.aborted && setFound([]),
    );
    return () => newer.abort();
  }, [text, files, environment]);
  const known = new Set(own.map(keyOf));
  return useStable(found.filter((one) => !known.has(keyOf(one))));
}

function findingOf({
  pointer,
  code,
  message,
  line = 1,
  column = 1,
  hint,
  said,
  severity = 'error',
}: ValidateResult['errors'][number]): Finding {
  return {
    code: code as FindingCode,
    severity,
    file: PATH,
    line,
    column,
    pointer,
    message,
    ...(hint !== undefined && { hint }),
    ...(said && { said }),
  };
}

/** The same list as long as it says the same. */
function useStable(list: readonly Finding[]): readonly Finding[] {
  const [kept, setKept] = useState(list);
  const isSame = JSON.stringify(kept) === JSON.stringify(list);
  useEffect(() => {
    if (!isSame) setKept(list);
  });
  return kept;
}
