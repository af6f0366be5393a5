/** The reference page of the error catalogue, as text; written to docs/reference/errors.md. */
import { ERRORS, errorKind, type ErrorCode } from './errors.ts';

const HEAD = `# Errors

Every error of the REST API, the command line and the worker gateway carries one of these codes. Answers of the
API are \`application/problem+json\` (RFC 9457) with the fields \`type\`, \`title\`, \`status\`, \`detail\`, \`instance\`
(the request's id), \`code\`, \`hint\`, and \`errors\` for every wrong place of the input. Codes never change their
meaning. "Retry" says whether the same request may succeed later without a change. The table is generated from
\`packages/core/src/errors.ts\`.

| Code | Title | HTTP | gRPC | Exit | Retry | Fault |
|---|---|---|---|---|---|---|
`;

export function errorsPage(): string {
  const rows = (Object.keys(ERRORS) as ErrorCode[]).map((code) => {
    const kind = errorKind(code);
    return `| \`${code}\` | ${kind.title} | ${kind.http} | ${kind.grpc} | ${kind.exit} | ${kind.retryable ? 'yes' : 'no'} | ${kind.fault} |\n`;
  });
  return HEAD + rows.join('');
}
