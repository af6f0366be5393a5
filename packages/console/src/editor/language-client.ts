/** Questions to the thread that reads texts. Analyses are asked one at a time; of those that wait only the newest. */
import type { EditResult, WorkflowEdit } from '@carillon/spec/edit';
import type { Analysis, Base, Question } from './language.ts';

export interface Language {
  /** @param onAnalysis called for the newest text; older ones that were overtaken are never answered */
  analyse(text: string, base: Base, onAnalysis: (analysis: Analysis) => void): void;
  edit(text: string, edit: WorkflowEdit): Promise<EditResult>;
  close(): void;
}

type Reply = { readonly no: number } & ({ readonly answer: unknown } | { readonly error: string });

export function openLanguage(): Language {
  const worker = new Worker(new URL('./language-worker.ts', import.meta.url), { type: 'module' });
  const open = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  let isBusy = false;
  let next: (() => void) | undefined;

  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    const asked = open.get(data.no);
    open.delete(data.no);
    if ('error' in data) asked?.reject(new Error(data.error));
    else asked?.resolve(data.answer);
  };

  const ask = (question: Question): Promise<unknown> =>
    new Promise((resolve, reject) => {
      last += 1;
      open.set(last, { resolve, reject });
      worker.postMessage({ no: last, question });
    });

  const analyse: Language['analyse'] = (text, base, onAnalysis) => {
    const begin = () => {
      isBusy = true;
      next = undefined;
      void ask({ ask: 'analysis', text, base })
        .then((answer) => onAnalysis(answer as Analysis))
        .finally(() => {
          isBusy = false;
          next?.();
        });
    };
    if (isBusy) next = begin;
    else begin();
  };

  return {
    analyse,
    edit: async (text, edit) => (await ask({ ask: 'edit', text, edit })) as EditResult,
    close: () => worker.terminate(),
  };
}
