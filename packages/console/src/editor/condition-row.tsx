import type { Json } from '@carillon/core';
import { useEffect, useState } from 'react';
import type { Known } from './completion.ts';
import { ExpressionInput } from './expression-input.tsx';
import type { EditedTask } from './language.ts';
import { fieldOf } from './task-forms.ts';
import { useSettleOnLeave } from './unsettled.ts';

interface ConditionRowProps {
  readonly known: Known;
  readonly task: EditedTask;
  readonly title: string;
  readonly hint: string;
  readonly value: string;
  /** Undefined takes it away. */
  readonly onChange: (value: Json | undefined) => void;
}

const CONDITION = fieldOf('when', { type: 'string' }, false);

/** An expression that gives true or false, written into the text when one leaves it. */
export function ConditionRow({ known, task, title, hint, value, onChange }: ConditionRowProps) {
  const [typed, setTyped] = useState<string>();
  useEffect(() => setTyped(undefined), [value]);
  const commit = () => {
    if (typed !== undefined && typed !== value) onChange(typed === '' ? undefined : typed);
  };
  useSettleOnLeave(commit);
  return (
    <div onBlur={commit}>
      <ExpressionInput
        isCondition
        field={{ ...CONDITION, param: { ...CONDITION.param, title, description: hint } }}
        text={typed ?? value}
        known={known}
        task={task}
        onText={setTyped}
      />
    </div>
  );
}
