import type { ReactNode } from 'react';
import { ChangeFrame } from './change-frame.tsx';
import { ofNouns, useChange } from './use-change.ts';

interface ChangeDialogProps<Answer> {
  readonly title: string;
  /** Of the button that does it. */
  readonly submit: string;
  /** False while what is asked for is not complete. */
  readonly isReady?: boolean;
  /** Something is gone afterwards. */
  readonly danger?: boolean;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly method?: 'POST' | 'DELETE';
  readonly body: object;
  readonly cli: string;
  /** What shows another thing afterwards: the nouns with which the keys of its queries begin. */
  readonly changes: readonly string[];
  readonly onDone?: (answer: Answer) => void;
  readonly onClose: () => void;
  /** What it does, and its fields. */
  readonly children: ReactNode;
}

/** One action on one thing. */
export function ChangeDialog<Answer>({
  path,
  method,
  body,
  changes,
  onDone,
  onClose,
  ...frame
}: ChangeDialogProps<Answer>) {
  const change = useChange<Answer>({
    path,
    method,
    changes: ofNouns(changes),
    onDone: (answer) => {
      onClose();
      onDone?.(answer);
    },
  });
  return (
    <ChangeFrame
      {...frame}
      change={change}
      onSubmit={() => change.mutate(body)}
      http={{ path, method, body }}
      onClose={onClose}
    />
  );
}
