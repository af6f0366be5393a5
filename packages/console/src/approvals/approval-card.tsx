import type { Param } from '@carillon/core';
import type { Approval } from '@carillon/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, post } from '../api/client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { useRefusal } from '../parts/refusal.ts';
import { useFault } from '../i18n/use-fault.ts';
import { ErrorView } from '../parts/page.tsx';
import { problemsByField } from '../start/param-fields.ts';
import { ParamInputs, useParamForm } from '../start/param-form.tsx';
import { ApprovalStateLabel } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';
import '../parts/form.css';
import './approvals.css';

interface ApprovalCardProps {
  readonly approval: Approval;
  readonly withRun?: boolean;
  /** Elsewhere the title leads there. */
  readonly isOwnPage?: boolean;
}

/** The question and its answer; while it is open, the form that answers it: one tap, and a comment if one likes. */
export function ApprovalCard({ approval, withRun = false, isOwnPage = false }: ApprovalCardProps) {
  const { t } = useTranslation();
  const { id, task, title: name = task, message, state, project, workflow, runId, requestedAt, expiresAt } = approval;
  const { answeredAt, actor, comment } = approval;
  return (
    <article className="approval-card">
      <header>
        <h2>
          {isOwnPage ? (
            name
          ) : (
            <Link to="/p/$project/approvals/$approvalId" params={{ project, approvalId: id }}>
              {name}
            </Link>
          )}
        </h2>
        <ApprovalStateLabel state={state} />
      </header>
      {withRun && (
        <p>
          <Link to="/p/$project/r/$runId" params={{ project, runId }} search={{ task }}>
            {workflow} · {task}
          </Link>
        </p>
      )}
      {message !== undefined && <p className="approval-message">{message}</p>}
      {state === 'open' ? (
        <>
          <p className="soft">
            {t('approvals.requested')} <Instant at={requestedAt} /> · {t('approvals.expires')}{' '}
            <Instant at={expiresAt} />
          </p>
          <AnswerForm approval={approval} />
        </>
      ) : (
        actor !== undefined && (
          <p className="soft">
            {actor} · <Instant at={answeredAt} />
            {comment !== undefined && ` · ${comment}`}
          </p>
        )
      )}
    </article>
  );
}

function AnswerForm({ approval: { id, params, runId, actions } }: { approval: Approval }) {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const commentId = useId();
  const client = useQueryClient();
  const form = useParamForm(params as unknown as Readonly<Record<string, Param>>);
  const [comment, setComment] = useState('');
  const said = comment === '' ? {} : { comment };
  const answer = useMutation({
    mutationFn: (verb: 'approve' | 'reject') =>
      post<Approval>(`/approvals/${id}/${verb}`, verb === 'approve' ? { input: form.params, ...said } : said),
    // Somebody else may have been first: what is shown then is theirs.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['approvals'] }),
        client.invalidateQueries({ queryKey: ['run', runId] }),
      ]),
  });
  const fault = useFault();
  const problem = answer.error instanceof ApiError ? answer.error.problem : undefined;
  const refused = problemsByField(problem?.errors ?? [], form.fields, fault);
  const whyNot = new Set([actions.approve, actions.reject].flatMap((action) => refusal(action) ?? []));
  const approve = () => {
    if (form.check()) answer.mutate('approve');
  };
  return (
    <div className="start-form">
      {form.fields.length > 0 && <ParamInputs form={form} refused={refused} />}
      <div className="field">
        <label htmlFor={commentId}>{t('approvals.comment')}</label>
        <Input id={commentId} maxLength={2000} value={comment} onChange={(event) => setComment(event.target.value)} />
      </div>
      {answer.error && <ErrorView error={answer.error} />}
      <div className="approval-buttons">
        <ActionButton
          danger
          action={actions.reject}
          text={t('approvals.reject')}
          busy={answer.isPending && answer.variables === 'reject'}
          onClick={() => answer.isPending || answer.mutate('reject')}
        />
        <ActionButton
          type="primary"
          action={actions.approve}
          text={t('approvals.approve')}
          busy={answer.isPending && answer.variables === 'approve'}
          onClick={() => answer.isPending || approve()}
        />
      </div>
      {[...whyNot].map((why) => (
        <p key={why} className="soft">
          {why}
        </p>
      ))}
    </div>
  );
}
