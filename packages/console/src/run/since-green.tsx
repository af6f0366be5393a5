import { compareValues, type Json } from '@carillon/core';
import type { Run } from '@carillon/protocol';
import { changesBetween } from '@carillon/spec/edit';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { versionQuery } from '../api/queries.ts';
import { sentenceOf } from '../editor/change-sentence.ts';
import { shortValue } from '../parts/short-value.ts';
import { shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';
import { lastGreenQuery } from './last-green.ts';

/** More than these are read where both runs stand side by side. */
const MOST_SENTENCES = 4;

/** What is not as it was when the workflow last succeeded: its version, what that changed, and what the run was given. */
export function SinceGreen({ run }: { run: Run }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const { data: green } = useQuery(lastGreenQuery(run));
  if (!green) return null;
  const params = compareValues(green.params, run.params).filter(({ differs }) => differs);
  const isOther = green.version !== run.version;
  const at = shortText(new Date(green.createdAt), zone, i18n.language);
  return (
    <p className="since-green">
      <Link
        to="/p/$project/r/$runId/compare"
        params={{ project: run.project, runId: run.id }}
        search={{ with: green.id }}
        title={t('compare.open')}
      >
        {isOther || params.length > 0 ? t('green.changed', { at }) : t('green.same', { at })}
      </Link>
      {isOther && <span>{t('green.version', { from: green.version, to: run.version })}</span>}
      {isOther && <VersionSentences run={run} from={green.version} />}
      {params.slice(0, MOST_SENTENCES).map(({ name, values: [before, after] }) => (
        <span key={name}>
          {name}: {shortValue(before)} → {shortValue(after)}
        </span>
      ))}
      {params.length > MOST_SENTENCES && (
        <span>{t('green.moreParams', { count: params.length - MOST_SENTENCES })}</span>
      )}
    </p>
  );
}

function VersionSentences({ run, from }: { run: Run; from: number }) {
  const { t } = useTranslation();
  const { data: before } = useQuery(versionQuery(run, run.workflow, from));
  const { data: after } = useQuery(versionQuery(run, run.workflow, run.version));
  if (!before || !after) return null;
  const changes = changesBetween(before.document as Json, after.document as Json).map(sentenceOf);
  return (
    <>
      {changes.slice(0, MOST_SENTENCES).map(({ key, values }) => (
        <span key={`${key} ${JSON.stringify(values)}`}>{t(key, values)}</span>
      ))}
      {changes.length > MOST_SENTENCES && (
        <span>{t('green.moreChanges', { count: changes.length - MOST_SENTENCES })}</span>
      )}
    </>
  );
}
