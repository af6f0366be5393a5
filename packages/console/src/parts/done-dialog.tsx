import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { Dialog } from './dialog.tsx';
import { ErrorView } from './page.tsx';
import type { HttpRequest } from './same-command.tsx';
import { ofNouns } from './use-change.ts';

interface DoneDialogProps {
  readonly title: string;
  /** What was done, in a sentence. */
  readonly text: string;
  /** What makes it as it was; undefined: nothing does. */
  readonly undo: HttpRequest | undefined;
  /** The nouns with which the keys of the queries begin that show another thing then. */
  readonly changes: readonly string[];
  readonly onClose: () => void;
}

/** After a change: what it was, and the way back. */
export function DoneDialog({ title, text, undo, changes, onClose }: DoneDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const back = useMutation({
    mutationFn: ({ path, body }: HttpRequest) => post(path, body, { idempotencyKey: crypto.randomUUID() }),
    onSuccess: async () => {
      const isChanged = ofNouns(changes);
      await client.invalidateQueries({ predicate: ({ queryKey }) => isChanged(queryKey) });
      onClose();
    },
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          {undo && (
            <Button loading={back.isPending} onClick={() => back.mutate(undo)}>
              {t('alerts.undo')}
            </Button>
          )}
          <Button type="primary" onClick={onClose}>
            {t('action.close')}
          </Button>
        </>
      }
    >
      <p role="status">{text}</p>
      {back.error && <ErrorView error={back.error} />}
    </Dialog>
  );
}
