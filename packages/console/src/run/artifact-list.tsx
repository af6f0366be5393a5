import type { Artifact } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { byteText } from '../parts/byte-text.ts';
import { Icon } from '../parts/icon.tsx';

/** Downloads only: what a task wrote is never drawn by the console (SECURITY S9.4). */
export function ArtifactList({ artifacts, withTask = false }: { artifacts: readonly Artifact[]; withTask?: boolean }) {
  const { t } = useTranslation();
  if (artifacts.length === 0) return <p className="soft">{t('io.noArtifacts')}</p>;
  return (
    <>
      <ul className="artifacts">
        {artifacts.map((artifact) => (
          <li key={`${artifact.taskRunId}-${artifact.attempt}-${artifact.name}`}>
            <a
              href={artifact.url}
              download={artifact.name}
              aria-label={t('io.downloadNamed', { name: artifact.name })}
              title={`${t('io.digest')} ${artifact.sha256}`}
            >
              <Icon name="file" />
              <span className="artifact-about">
                <span className="artifact-name">{withTask ? `${artifact.task}/${artifact.name}` : artifact.name}</span>
                <span className="soft nowrap">
                  {artifact.contentType.split(';')[0]} · {byteText(artifact.size)}
                </span>
              </span>
              <Icon name="download" />
            </a>
          </li>
        ))}
      </ul>
      <p className="hint">{t('io.neverInline')}</p>
    </>
  );
}
