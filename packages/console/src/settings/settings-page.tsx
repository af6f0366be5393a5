import { useTranslation } from 'react-i18next';
import { type Language, LANGUAGES } from '../i18n/languages.ts';
import { chooseLanguage } from '../i18n/setup.ts';
import { ChoiceList } from '../parts/choice-list.tsx';
import { PageHeader, useTitle } from '../parts/page.tsx';
import { chooseTheme, THEME_CHOICES, THEME_NAMES, useTheme } from '../theme/theme.ts';
import { useChooseZone } from '../time/use-choose-zone.ts';
import { useZoneChoice, viewerZone, ZONE_CHOICES } from '../time/zone.ts';
import { density, singleKeys } from './preferences.ts';
import './settings.css';

/** How this browser shows the console. Nothing of it is kept on the server. */
export function SettingsPage() {
  const { t, i18n } = useTranslation();
  const { choice: theme } = useTheme();
  const zone = useZoneChoice();
  const zoneNames = { viewer: viewerZone(), utc: t('bar.zoneUtc'), schedule: t('bar.zoneSchedule') };
  useTitle(t('settings.title'));
  return (
    <div className="page settings">
      <PageHeader title={t('settings.title')} note={t('settings.note')} />
      <section className="panel">
        <ChoiceList
          label={t('bar.language')}
          value={i18n.language as Language}
          onChange={(language) => void chooseLanguage(language)}
          choices={Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }))}
        />
        <ChoiceList
          label={t('bar.theme')}
          value={theme}
          onChange={chooseTheme}
          choices={THEME_CHOICES.map((value) => ({ value, label: t(THEME_NAMES[value]) }))}
        />
        <ChoiceList
          label={t('settings.density')}
          value={density.use()}
          onChange={density.choose}
          choices={density.choices.map((value) => ({ value, label: t(`densityChoice.${value}`) }))}
        />
        <ChoiceList
          label={t('bar.zone')}
          value={zone}
          onChange={useChooseZone()}
          choices={ZONE_CHOICES.map((value) => ({ value, label: zoneNames[value] }))}
        />
        <ChoiceList
          label={t('settings.keys')}
          value={singleKeys.use()}
          onChange={singleKeys.choose}
          choices={[
            { value: 'on', label: t('settings.keysOn'), hint: t('settings.keysOnHint') },
            { value: 'off', label: t('settings.keysOff'), hint: t('settings.keysOffHint') },
          ]}
        />
      </section>
    </div>
  );
}
