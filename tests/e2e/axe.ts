/** What people could not read or reach on a page, by the rules of axe. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** With every element that breaks a rule; of those that keep it nothing is written up, which took most of the time. */
export async function violationsOf(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    // What frames have found is put together on a page of its own, which is opened for it.
    .setLegacyMode(page.frames().length === 1)
    .analyze();
  return violations;
}

/** What keeps people out, by rule and element. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  return (await violationsOf(page))
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
