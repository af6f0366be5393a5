import type { EffectiveValue, Variable } from '@carillon/sdk';
import type { View } from '../../output/view.ts';
import { levelName } from '../level-flags.ts';

const valueText = ({ value }: { readonly value?: unknown }): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

export const variableView: View<Variable> = {
  id: ({ name }) => name,
  name: ({ name }) => name,
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'level', value: levelName },
    { name: 'value', value: valueText },
    { name: 'updated', kind: 'time', value: ({ updatedAt }) => updatedAt },
    { name: 'by', value: ({ updatedBy }) => updatedBy },
  ],
};

export const effectiveView: View<EffectiveValue> = {
  id: ({ name }) => name,
  name: ({ name }) => name,
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'value', value: valueText },
    { name: 'from', value: levelName },
    { name: 'instead-of', value: ({ overrides }) => overrides.map(levelName).join(', ') },
  ],
};
