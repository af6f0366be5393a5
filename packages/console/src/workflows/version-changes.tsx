import type { Json } from '@carillon/core';
import type { WorkflowVersion } from '@carillon/protocol';
import { changesBetween } from '@carillon/spec/edit';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Place, versionQuery } from '../api/queries.ts';
import { ChangeList } from '../editor/change-list.tsx';
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
  const changes = useMemo(() => changesBetween(before.document as Json, after.document as Json), [before, after]);
  const title = t('workflow.changedSince', { version: before.number });
  return (
    <div className="version-changes">
      <h3>{title}</h3>
      <ChangeList changes={changes} />
      <details className="version-lines">
        <summary>{t('workflow.lines')}</summary>
        <TextDiff before={before.source} after={after.source} />
      </details>
    </div>
  );
}
