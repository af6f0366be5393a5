import { type AuditCheckpoint, type ChainProblem, formatCheckpoint, parseCheckpoint } from '@carillon/core';
import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Command } from '../parts/copy-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { lookOf } from '../states/families.ts';
import { Label } from '../states/state-label.tsx';
import { readChain, readHead } from './audit-queries.ts';
import { type ChainVerdict, checkChain } from './check-chain.ts';

/** Reads the whole audit and says whether anybody changed it; the server is not asked for its opinion. */
export function ChainDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const kept = parseCheckpoint(text.trim());
  const isWrong = text.trim() !== '' && kept === undefined;
  const { check, progress } = useChainCheck();
  const number = (count: number) => count.toLocaleString(i18n.language);
  return (
    <Dialog
      title={t('chain.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.close')}</Button>
          <Button type="primary" loading={check.isPending} disabled={isWrong} onClick={() => check.mutate(kept)}>
            {t('chain.check')}
          </Button>
        </>
      }
    >
      <div className="start-form">
        <p className="soft">{t('chain.effect')}</p>
        <div className="field">
          <label htmlFor={id}>{t('chain.kept')}</label>
          <Input
            id={id}
            value={text}
            placeholder="4711:9f86d0…"
            aria-describedby={`${id}-hint`}
            aria-invalid={isWrong}
            {...(isWrong && { status: 'error' as const })}
            onChange={(event) => setText(event.target.value)}
          />
          <p id={`${id}-hint`} className={isWrong ? 'field-error' : 'hint'}>
            {t(isWrong ? 'chain.keptWrong' : 'chain.keptHint')}
          </p>
        </div>
        <div role="status">
          {check.isPending && (
            <>
              <progress aria-label={t('chain.check')} max={Math.max(1, progress.of)} value={progress.read} />{' '}
              <span className="soft">
                {t('chain.progress', { read: number(progress.read), of: number(progress.of) })}
              </span>
            </>
          )}
          {check.data && !check.isPending && <Verdict verdict={check.data} against={check.variables !== undefined} />}
        </div>
        {check.error && <ErrorView error={check.error} />}
        <SameCommand
          cli={['npx carillon audit verify', kept && `--checkpoint ${text.trim()}`].filter(Boolean).join(' ')}
        />
      </div>
    </Dialog>
  );
}

/** Ends with the dialog: nobody waits for it any more. */
function useChainCheck() {
  const [progress, setProgress] = useState({ read: 0, of: 0 });
  const stop = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    return () => controller.abort();
  }, []);
  const check = useMutation({
    mutationFn: (kept: AuditCheckpoint | undefined) => {
      const { signal } = stop.current;
      setProgress({ read: 0, of: 0 });
      return checkChain(
        { head: () => readHead(signal), page: (cursor) => readChain(cursor, signal) },
        kept,
        (read, of) => setProgress({ read, of }),
      );
    },
  });
  return { check, progress };
}

function Verdict({ verdict: { problems, reached }, against }: { verdict: ChainVerdict; against: boolean }) {
  const { t, i18n } = useTranslation();
  const isWhole = problems.length === 0;
  const count = reached.seq;
  return (
    <div className="chain-verdict">
      <Label look={lookOf(isWhole ? 'success' : 'failed')} text={t(isWhole ? 'chain.whole' : 'chain.broken')} />
      {isWhole ? (
        <p>{t('chain.wholeHint', { count, rows: count.toLocaleString(i18n.language) })}</p>
      ) : (
        <ul>
          {problems.map((problem) => (
            <li key={JSON.stringify(problem)}>
              <Problem problem={problem} />
            </li>
          ))}
        </ul>
      )}
      <p className="soft">{t(against ? 'chain.againstKept' : 'chain.againstHead')}</p>
      {isWhole && count > 0 && (
        <>
          <h3>{t('chain.keep')}</h3>
          <Command text={formatCheckpoint(reached)} />
        </>
      )}
    </div>
  );
}

function Problem({ problem: { code, ...numbers } }: { problem: ChainProblem }) {
  const { t } = useTranslation();
  return t(`chainProblem.${code}`, numbers);
}
