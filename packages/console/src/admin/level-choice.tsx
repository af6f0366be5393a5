import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { ChoiceList } from '../parts/choice-list.tsx';
import { usePlace } from '../shell/place.ts';
import type { Level } from './level.tsx';

const CHOICES = ['tenant', 'project', 'environment', 'both'] as const;
type Choice = (typeof CHOICES)[number];

const choiceOf = ({ project, environment }: Level): Choice =>
  environment === undefined
    ? project === undefined
      ? 'tenant'
      : 'project'
    : project === undefined
      ? 'environment'
      : 'both';

const levelOf = (choice: Choice, { project, environment }: Place): Level => ({
  ...((choice === 'project' || choice === 'both') && { project }),
  ...((choice === 'environment' || choice === 'both') && { environment }),
});

/** Whose it shall be, of where the reader is. */
export function LevelChoice({ value, onChange }: { value: Level; onChange: (level: Level) => void }) {
  const { t } = useTranslation();
  const place = usePlace();
  return (
    <ChoiceList
      label={t('admin.level')}
      value={choiceOf(value)}
      onChange={(choice) => onChange(levelOf(choice, place))}
      choices={CHOICES.map((choice) => ({ value: choice, label: t(`levelChoice.${choice}`, { ...place }) }))}
    />
  );
}
