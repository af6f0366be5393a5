/** Chinese texts of datasets. */
import type { datasetsEn } from '../en/datasets.ts';
import type { Words } from '../words.ts';

export const datasetsZhCn: Words<typeof datasetsEn> = {
  datasets: {
    title: '数据集',
    filter: '按名称或标题筛选',
    name: '名称',
    uri: '位置',
    updated: '更新时间',
    by: '更新者',
    partition: '分区',
    whole: '全部',
    metadata: '元数据',
    never: '从未更新',
    undeclared: '未声明',
    updatesOf: '{{name}} 的更新记录',
    empty: '还没有数据集',
    emptyHint: '数据集由文档声明，由在 produces 中列出它的任务更新：',
    filtered: '没有匹配筛选条件的数据集',
  },
};
