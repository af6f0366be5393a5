/** What an expression reads, and whether one may stand where it stands. */
import {
  ExpressionError,
  type Reference,
  isPhase,
  isTemplate,
  references,
  templateReferences,
  said,
} from '@carillon/core';
import type { Problem } from '../finding.ts';
import type { ExpressionSite } from './expression-sites.ts';

export function referencesAt(
  site: ExpressionSite,
): { readonly references: readonly Reference[] } | { readonly problem: Problem } {
  try {
    if (site.kind === 'condition') {
      if (isTemplate(site.text))
        return {
          problem: {
            code: 'VALIDATION_EXPRESSION',
            path: site.path,
            message: said`a condition is an expression already`,
            hint: said`Write it without \${{ and }}.`,
          },
        };
      return { references: references({ condition: site.text }).all };
    }
    if (!isTemplate(site.text)) return { references: [] };
    if (site.kind === 'template') return { references: templateReferences(site.text) };
    return { problem: site.kind === 'verbatim' ? templateInScript(site) : templateInFixed(site) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const offset = error.place?.start ?? 0;
    return {
      problem: { code: 'VALIDATION_EXPRESSION', path: site.path, offset, ...error.said },
    };
  }
}

function templateInScript(site: ExpressionSite): Problem {
  const query = site.path.at(-1) === 'query';
  const hint = query
    ? said`Give the value in bind and write :name in the statement; for an identifier, write a statement per case.`
    : said`Give the value in env, or read the parameter from CARILLON_PARAM_<NAME>, and use that variable in the script.`;
  return {
    code: 'VALIDATION_TEMPLATE_IN_SCRIPT',
    path: site.path,
    message: said`\${{ is not evaluated inside ${String(site.path.at(-1))}`,
    hint,
  };
}

function templateInFixed(site: ExpressionSite): Problem {
  const inSchedule = !isPhase(site.path[0]);
  const hint = inSchedule
    ? said`Give the parameter a default with this expression instead.`
    : said`Write the name itself.`;
  return { code: 'VALIDATION_EXPRESSION', path: site.path, message: said`an expression cannot stand here`, hint };
}
