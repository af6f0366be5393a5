/** Chinese texts of alerts. */
import type { alertsEn } from '../en/alerts.ts';
import type { Words } from '../words.ts';

export const alertsZhCn: Words<typeof alertsEn> = {
  alerts: {
    title: '告警',
    note: '每个失败的实例都会通知一个接收方。',
    causes: '近期失败（按原因）',
    quiet: '近期没有失败，无需通知',
    delivery: '投递',
    rule: '规则',
    failedRuns: '每个失败的实例',
    receiver: '接收方',
    webhook: '设置项中的地址',
    deliveredBy: '投递者',
    waiting: '尚未处理',
    events_one: '{{count}} 个事件',
    events_other: '{{count}} 个事件',
    oldest: '最早的',
    tries:
      '接收方拒绝的告警会在几分钟内尝试 8 次，之后放弃；其间后面的告警会等待。每次尝试和放弃的告警见该服务器的日志以及指标 carillon_alerts_total。',
  },
};
