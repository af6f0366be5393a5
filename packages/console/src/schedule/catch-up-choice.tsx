import { useTranslation } from 'react-i18next';
import { ChoiceList } from '../parts/choice-list.tsx';

interface CatchUpChoiceProps {
  readonly catchesUp: boolean;
  readonly onChange: (catchesUp: boolean) => void;
  /** What catching up does with what was missed. */
  readonly hint: string;
}

/** What becomes of the firings that a pause kept back is the choice of who resumes. */
export function CatchUpChoice({ catchesUp, onChange, hint }: CatchUpChoiceProps) {
  const { t } = useTranslation();
  return (
    <ChoiceList
      label={t('schedule.resumeChoice')}
      value={catchesUp ? 'catch_up' : 'forward'}
      onChange={(choice) => onChange(choice === 'catch_up')}
      choices={[
        { value: 'forward', label: t('schedule.resumeForward'), hint: t('schedule.resumeForwardHint') },
        { value: 'catch_up', label: t('schedule.resumeCatchUp'), hint },
      ]}
    />
  );
}
