export { CONTEXT_NAMES, FUNCTION_NAMES } from './cel-environment.ts';
export type { ExpressionContext } from './compiled-expression.ts';
export { documentCalendars, expressionCalendars } from './document-calendars.ts';
export { ExpressionError } from './expression-error.ts';
export {
  evaluateCondition,
  hasExpressions,
  references,
  resolveValue,
  templateReferences,
} from './expressions.ts';
export { didYouMean, nearestName } from './nearest-name.ts';
export { excerpt, isNestedTooDeep, jsonOrText, MAX_JSON_LEVELS, sameJson } from './json-values.ts';
export {
  MAX_GIVEN_OUTPUT_BYTES,
  MAX_LOADED_BYTES,
  MAX_OUTPUT_BYTES,
  NEAR_LIMIT,
  outputArtifact,
  outputReference,
  type OutputReference,
  outputsToMove,
} from './large-output.ts';
export { MAX_SCHEMA_DEPTH } from './param-schema.ts';
export { checkParam } from './param-value.ts';
export { MAX_PARAMS_BYTES, paramsBytes, pointerOf, resolveParams, PARAM_FAULTS } from './params.ts';
export { patternSize, searchPattern } from './patterns.ts';
export type { Reference } from './references.ts';
export { logicalDateOf, placeContext, RUN_FIELDS, runContext } from './run-context.ts';
export { revealSecrets, type SecretField, secretFields, secretNames } from './secret-fields.ts';
export {
  isConditionField,
  isFixedField,
  isVerbatimField,
  resolveNamedFields,
  resolveTaskFields,
} from './task-fields.ts';
export { isTemplate, secretNameOf, splitTemplate } from './template.ts';
