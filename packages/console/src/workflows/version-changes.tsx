import type { Json } from '@carillon/core';
import type { WorkflowVersion } from '@carillon/protocol';
import { changesBetween } from '@carillon/spec/edit';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Place, versionQuery } from '../api/queries.ts';
import { sentenceOf } from '../editor/change-sentence.ts';
import { TextDiff } from '../editor/text-diff.tsx';
import { QueryView } from '../parts/page.tsx';
import '../editor/editor.css';

interface VersionChangesProps {
  readonly workflow: string;
  readonly place: Place;
  readonly from: number;
  readonly to: number;
}

/** What a version changed against another one: in sentences, and line by line. */
export function VersionChanges({ workflow, place, from, to }: VersionChangesProps) {
  const before = useQuery(versionQuery(place, workflow, from));
  const after = useQuery(versionQuery(place, workflow, to));
  return (
    <QueryView query={before} rows={2}>
      {(old) => (
        <QueryView query={after} rows={2}>
          {(changed) => <Changes before={old} after={changed} />}
        </QueryView>
      )}
    </QueryView>
  );
}

function Changes({ before, after }: { before: WorkflowVersion; after: WorkflowVersion }) {
  const { t } = useTranslation();
  const changes = useMemo(
    () => changesBetween(before.document as Json, after.document as Json).map(sentenceOf),
    [before, after],
  );
  const title = t('workflow.changedSince', { version: before.number });
  return (
    <div className="version-changes">
      <h3>{title}</h3>
      {changes.length === 0 ? (
        <p className="soft">{t('editor.onlyText')}</p>
      ) : (
        <ul className="change-list">
          {changes.map(({ key, values }) => (
            <li key={`${key} ${JSON.stringify(values)}`}>{t(key, values)}</li>
          ))}
        </ul>
      )}
      <details className="source-file">
        <summary>{t('workflow.lines')}</summary>
        <TextDiff before={before.source} after={after.source} />
      </details>
    </div>
  );
}
