/** Chinese texts of the dialog that starts a run. */
import type { startEn } from '../en/start.ts';
import type { Words } from '../words.ts';

export const startZhCn: Words<typeof startEn> = {
  start: {
    title: '启动 {{workflow}}',
    date: '业务日期',
    dateHint: '此实例对应的日期，留空则为今天。',
    noParams: '此工作流没有参数。',
    defaultExpression: '默认：{{expression}}',
    whenEmpty: '实例启动时计算',
    submit: '启动实例',
    cli: '等效的命令行',
    http: '等效的 HTTP 请求',
    takeLast: '使用上次的输入',
    emptyIs: '留空时为 {{value}}',
    wrongParams: '缺失或无效：{{names}}',
    choose: '请选择…',
    duration: '例如 90s、5m、2h',
  },
  field: {
    required: '此项必填',
    notNumber: '必须是数字',
    notInteger: '必须是整数',
    tooSmall: '不得小于 {{minimum}}',
    tooLarge: '不得大于 {{maximum}}',
    notAbove: '必须大于 {{exclusiveMinimum}}',
    notBelow: '必须小于 {{exclusiveMaximum}}',
    tooShort: '至少 {{minLength}} 个字符',
    tooLong: '最多 {{maxLength}} 个字符',
    notJson: '不是有效的 JSON',
    notObject: '必须是 JSON 对象',
    notArray: '必须是 JSON 数组',
    tooFewItems: '至少 {{minItems}} 项',
    tooManyItems: '最多 {{maxItems}} 项',
    notDate: '必须是日期',
    notDatetime: '必须是日期和时间',
    notDuration: '必须是时长，例如 30s、5m 或 2h',
    notListed: '请从列表中选择',
  },
};
