import { Tooltip } from '../parts/tooltip.tsx';
import { useTranslation } from 'react-i18next';
import { type Language, LANGUAGES } from '../i18n/languages.ts';
import { chooseLanguage } from '../i18n/setup.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { chooseTheme, THEME_CHOICES, THEME_NAMES, type ThemeChoice, useTheme } from '../theme/theme.ts';
import { Chip } from './chip.tsx';

const THEME_ICONS: Readonly<Record<ThemeChoice, IconName>> = { system: 'system', light: 'light', dark: 'dark' };

/** Language and theme, in the same place on every page, also before signing in. */
export function Preferences() {
  const { t, i18n } = useTranslation();
  const { choice } = useTheme();
  const next = THEME_CHOICES[(THEME_CHOICES.indexOf(choice) + 1) % THEME_CHOICES.length] ?? 'system';
  const themeName = `${t('bar.theme')}: ${t(THEME_NAMES[choice])}`;
  return (
    <>
      <Chip
        label={t('bar.language')}
        icon="globe"
        value={i18n.language as Language}
        options={Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }))}
        onChange={(language) => void chooseLanguage(language)}
      />
      <Tooltip title={themeName}>
        <button type="button" className="plain" aria-label={themeName} onClick={() => chooseTheme(next)}>
          <Icon name={THEME_ICONS[choice]} />
        </button>
      </Tooltip>
    </>
  );
}
