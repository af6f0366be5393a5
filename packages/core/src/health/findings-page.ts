/** The reference page of what the doctor finds, as text; written to docs/reference/findings.md. */
import { ofMany } from '../run/fill-template.ts';
import { FINDING_CODES, FINDINGS } from './findings.ts';

const HEAD = `# Findings

What \`carillon doctor\`, the page *Health* of the console and \`GET /api/v1/health\` say of a platform. A finding has a
\`code\`, a \`severity\`, a \`sentence\` with its \`params\` filled in, the \`evidence\` that it rests on, a \`fix\`, and the
\`runbook\` that tells more. \`error\` is broken now, \`warning\` will be, or makes it slow; \`info\` is worth knowing, and the
doctor ends with 0. The table is generated from \`packages/core/src/health/findings.ts\`.

| Code | Severity | Says | What to do | Runbook |
|---|---|---|---|---|
`;

export function findingsPage(): string {
  const rows = FINDING_CODES.map((code) => {
    const { severity, sentence, fix, runbook } = FINDINGS[code];
    return `| \`${code}\` | ${severity} | ${plain(sentence)} | ${plain(fix)} | [${runbook}](../operations/${runbook}.md) |\n`;
  });
  return HEAD + rows.join('');
}

/** Params as they are called, without the marks of clauses that may be left out. */
const plain = (template: string): string =>
  ofMany(template)
    .replaceAll(/[[\]]/g, '')
    .replaceAll(/`[^`]*`/g, (command) => command.replaceAll(/\{(\w+)\}/g, '<$1>'))
    .replaceAll(/\{(\w+)\}/g, '*$1*');
