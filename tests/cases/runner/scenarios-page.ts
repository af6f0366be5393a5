/** The page that leads from each feature to the scenario that shows it: docs/reference/scenarios.md. */
import { features } from './features.ts';
import { readScenario, scenarioPaths } from './scenario.ts';

const HEAD = `# Features and their scenarios

Generated from the files in \`tests/cases\` by \`npm run generate\`; do not edit. Each scenario is played twice: as it
stands, and without its feature, when what it expects must not happen
([how to read and write them](../../tests/cases/README.md)).

| feature | scenario |
|---|---|
`;

export function scenariosPage(): string {
  const scenarios = scenarioPaths().map(readScenario);
  const rows = features().map((feature) => {
    const shown = scenarios.filter((scenario) => scenario.feature === feature);
    const links = shown.map(({ path, title }) => `[${title}](../../tests/cases/${path}.yaml)`);
    return `| \`${feature}\` | ${links.join('<br>')} |\n`;
  });
  return HEAD + rows.join('');
}
