import type { faultsEn } from '../en/faults.ts';
import type { Words } from '../words.ts';

/** In Chinese: what is wrong with a place of a document, or a value, in a few words by its code. */
export const faultsZhCn: Words<typeof faultsEn> = {
  fault: {
    led: '{{lead}}：{{message}}',
    VALIDATION_YAML: '文本不是合法的 YAML',
    VALIDATION_LIMIT: '超出上限',
    LIMIT_NEAR: '接近上限',
    VALIDATION_KIND: '未知的文档类型',
    VALIDATION_SCHEMA: '格式不正确',
    VALIDATION_UNKNOWN_FIELD: '未知字段',
    VALIDATION_NOT_AVAILABLE: '尚不可用',
    VALIDATION_NAME: '名称不可用',
    VALIDATION_DUPLICATE: '重复',
    VALIDATION_TASK_TYPE: '未知的任务类型',
    VALIDATION_UPSTREAM: '上游任务不存在',
    VALIDATION_CYCLE: '任务互相等待',
    VALIDATION_EXPRESSION: '表达式有误',
    VALIDATION_REFERENCE: '引用的对象不存在',
    VALIDATION_TEMPLATE_IN_SCRIPT: '脚本中含有表达式',
    VALIDATION_CRON: 'cron 表达式有误',
    VALIDATION_SCHEDULE: '调度有误',
    VALIDATION_ZONE: '未知的时区',
    VALIDATION_CALENDAR: '日历有误',
    VALIDATION_QUEUE: '队列有误',
    VALIDATION_WORKERS: '没有合适的工作节点',
    VALIDATION_PARAM: '参数有误',
    VALIDATION_FILE_MISSING: '缺少文件',
    VALIDATION_PARAM_TYPE: '值的类型不符',
    VALIDATION_PARAM_VALUE: '值不符合要求',
    VALIDATION_PARAM_UNKNOWN: '未知参数',
    VALIDATION_PARAM_MISSING: '缺少值',
    VALIDATION_PARAM_EXPRESSION: '默认值无法求值',
    VALIDATION_PARAMS_TOO_LARGE: '参数过大',
  },
};
