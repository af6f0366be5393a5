import type { ThemeConfig } from 'antd';
// One by one: all themes together weigh on what the console begins with.
import darkAlgorithm from 'antd/es/theme/themes/dark';
import defaultAlgorithm from 'antd/es/theme/themes/default';
import type { ThemeMode } from './theme.ts';

/** antd computes shades, so it needs the tokens' values and not their names. */
export function antdTheme(mode: ThemeMode): ThemeConfig {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string) => tokens.getPropertyValue(`--${name}`).trim();
  return {
    algorithm: mode === 'dark' ? darkAlgorithm : defaultAlgorithm,
    token: {
      colorPrimary: token('accent'),
      // What antd derives for the pointer is too light for the text on it.
      colorPrimaryHover: token('accent-hover'),
      colorPrimaryActive: token('accent-hover'),
      colorLink: token('accent'),
      colorError: token('failed-ink'),
      colorErrorHover: token('failed-ink'),
      colorErrorActive: token('failed-ink'),
      colorText: token('text'),
      colorTextSecondary: token('text-soft'),
      colorTextDescription: token('text-soft'),
      colorTextPlaceholder: token('text-soft'),
      colorBgBase: token('surface'),
      colorBgContainer: token('surface'),
      colorBgElevated: token('surface'),
      colorBorder: token('line-strong'),
      colorBorderSecondary: token('line'),
      // What antd derives is bluish in the dark, as if the button were chosen.
      colorBorderDisabled: token('line-strong'),
      borderRadius: 6,
      fontFamily: token('font'),
      fontFamilyCode: token('mono'),
      fontSize: 13,
      controlHeight: 32,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.15s',
      motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
        primaryColor: token('on-accent'),
        dangerColor: token('on-accent'),
      },
      // What antd derives for the chosen one cannot be told from its track on a dark surface.
      Segmented: {
        trackBg: token('sunken'),
        itemSelectedBg: token('accent-soft'),
        itemSelectedColor: token('accent'),
        itemColor: token('text-soft'),
      },
      Tabs: {
        horizontalItemPadding: '10px 0',
        itemSelectedColor: token('accent'),
        itemHoverColor: token('accent'),
        inkBarColor: token('accent'),
      },
    },
  };
}
