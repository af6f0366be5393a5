import type { Variable } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { environmentFlag } from '../parts/place-flags.ts';
import { shellWord } from '../parts/shell-word.ts';

/** Whose it is; without both the tenant's. */
export interface Level {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
}

/** Tells rows of one name apart. */
export const levelKey = ({ level, project = '', environment = '' }: Level & { readonly level: string }): string =>
  [level, project, environment].join(' ');

/** As the commands take it. */
export const levelFlags = ({ project, environment }: Level): string =>
  [
    project !== undefined && `--project ${shellWord(project)}`,
    environment !== undefined && environmentFlag(environment),
  ]
    .filter(Boolean)
    .map((flag) => ` ${flag}`)
    .join('');

type NamedLevel = Level & { readonly level: Variable['level'] };

export function LevelName({ level, project, environment }: NamedLevel) {
  const { t } = useTranslation();
  return (
    <>
      {t(`variableLevel.${level}`)}
      {(project !== undefined || environment !== undefined) && (
        <div className="workflow-title">{[project, environment].filter(Boolean).join(' · ')}</div>
      )}
    </>
  );
}

/** Where there is no room for a column of it: below the name. */
export function LevelBelow({ level, project, environment }: NamedLevel) {
  const { t } = useTranslation();
  const names = [t(`variableLevel.${level}`), project, environment];
  return <div className="workflow-title narrow-only">{names.filter(Boolean).join(' · ')}</div>;
}
