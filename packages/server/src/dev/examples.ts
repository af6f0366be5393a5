/** The first start shows the main job: the example workflows are applied, and one of them is run. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApplyRequest, StartRun } from '@carillon/protocol';

const EXAMPLES_DIRECTORY = fileURLToPath(new URL('../../../../examples/', import.meta.url));

/** Its tasks wait for a program that a newcomer has not started. */
const NEEDS_A_PROGRAM = 'function-worker/';

/** Run once at the very first start. */
const SHOWN_WORKFLOW = 'daily-report';

export interface ApiCaller {
  readonly url: string;
  readonly token: string;
}

/** Every document below `directory`, with the files beside them. */
export async function readExamples(
  directory = EXAMPLES_DIRECTORY,
): Promise<Required<Pick<ApplyRequest, 'documents' | 'files'>>> {
  const names = (await readdir(directory, { recursive: true })).sort();
  const read = async (name: string): Promise<{ path: string; text: string }> => ({
    path: name,
    text: await readFile(path.join(directory, name), 'utf8'),
  });
  const documents = await Promise.all(names.filter((name) => name.endsWith('.yaml')).map(read));
  const files = await Promise.all(names.filter((name) => /\.(py|mjs|sh|sql)$/.test(name)).map(read));
  return { documents, files: Object.fromEntries(files.map((file) => [file.path, file.text])) };
}

export async function applyExamples(caller: ApiCaller): Promise<void> {
  const message = 'examples of the first start';
  const { documents, files } = await readExamples();
  await post(caller, '/documents/apply', {
    documents: documents.filter((document) => !document.path.startsWith(NEEDS_A_PROGRAM)),
    files,
    message,
  } satisfies ApplyRequest);
}

/** Id of the run. */
export async function runShownExample(caller: ApiCaller): Promise<string> {
  const run = await post(caller, '/runs', { workflow: SHOWN_WORKFLOW } satisfies StartRun);
  return (run as { id: string }).id;
}

async function post({ url, token }: ApiCaller, route: string, body: object): Promise<unknown> {
  const response = await fetch(`${url}/api/v1${route}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`the examples could not be used: ${route} answered ${response.status}\n${answer}`);
  return JSON.parse(answer);
}
