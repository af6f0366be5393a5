/** Chinese texts of two runs side by side. */
import type { compareEn } from '../en/compare.ts';
import type { Words } from '../words.ts';

export const compareZhCn: Words<typeof compareEn> = {
  compare: {
    title: '实例对比',
    open: '对比',
    openTitle: '与另一个实例对比',
    with: '对比的实例',
    swap: '左右互换',
    alone: '没有其他实例可供对比',
    fact: '对比项',
    differs: '不同',
    tasks: '任务',
    allAlike: '所有任务都相同。',
    differing_one: '{{total}} 个任务中有 {{count}} 个不同。',
    differing_other: '{{total}} 个任务中有 {{count}} 个不同。',
    rest_one: '再显示 {{count}} 个任务',
    rest_other: '再显示 {{count}} 个任务',
    noParams: '没有参数',
    none: '取消选择',
  },
  runDifference: {
    only: '仅一方有此任务',
    state: '状态',
    input: '输入',
    outputs: '输出',
    attempts: '尝试次数',
    duration: '耗时',
  },
};
