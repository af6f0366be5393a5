/** Whether a row besides its task run stands for what a task waits for: it is made when its run stands. */
import { type PlanTask, waitKind } from '@carillon/core';

export const waitsInStore = ({ type, definition }: PlanTask): boolean =>
  type === 'approval' || (type === 'wait' && waitKind(definition.with) !== 'time');
