/** What the screen of the platform says, in both languages. Reasons of failures stay as the server wrote them. */
import { durationText, relativeParts, relativeText } from '../output/time-text.ts';
import type { Language } from '../text/language.ts';

export interface TopWords {
  readonly failed: string;
  readonly workers: string;
  readonly queues: string;
  readonly openRuns: string;
  readonly open: string;
  readonly slots: string;
  readonly onTime: string;
  readonly none: string;
  /** Behind counts that are not of all there is. */
  readonly ofTheNewest: string;
  behind(ms: number): string;
  hours(count: number): string;
  onWorkers(count: number): string;
  more(count: number): string;
  running(count: number): string;
  ready(count: number): string;
  oldestSince(ago: string): string;
  relative(instant: string, nowMs: number): string;
  /** Of runs, workers and queues; a word this version does not know stays as it is. */
  state(word: string): string;
}

const EN: TopWords = {
  failed: 'FAILED',
  workers: 'WORKERS',
  queues: 'QUEUES',
  openRuns: 'OPEN RUNS',
  open: 'open',
  slots: 'slots',
  onTime: 'on time',
  none: 'none',
  ofTheNewest: ' of the newest',
  behind: (ms) => `behind by ${durationText(ms)}`,
  hours: (count) => `${count} h`,
  onWorkers: (count) => `on ${count} ${count === 1 ? 'worker' : 'workers'}`,
  more: (count) => `${count} more`,
  running: (count) => `${count} running`,
  ready: (count) => `${count} ready`,
  oldestSince: (ago) => `, the oldest since ${ago}`,
  relative: relativeText,
  state: (word) => word,
};

const STATES_ZH_CN: Readonly<Record<string, string>> = {
  queued: '排队中',
  running: '运行中',
  waiting: '等待中',
  paused: '已暂停',
  stopping: '停止中',
  success: '成功',
  failed: '失败',
  stopped: '已停止',
  online: '在线',
  draining: '排空中',
  cordoned: '停止接收',
  silent: '无心跳',
  lost: '已失联',
  left: '已离开',
  open: '开放',
  full: '已满',
};

const UNITS_ZH_CN = { d: '天', h: '小时', m: '分钟', s: '秒' } as const;

const ZH_CN: TopWords = {
  failed: '失败',
  workers: '工作节点',
  queues: '队列',
  openRuns: '未结束的实例',
  open: '未结束',
  slots: '槽位',
  onTime: '无延迟',
  none: '无',
  ofTheNewest: '（仅最新的）',
  behind: (ms) => `延迟 ${durationText(ms)}`,
  hours: (count) => `${count} 小时`,
  onWorkers: (count) => `${count} 个工作节点`,
  more: (count) => `另有 ${count} 个`,
  running: (count) => `${count} 运行中`,
  ready: (count) => `${count} 等待中`,
  oldestSince: (ago) => `，最早的在${ago}`,
  relative(instant, nowMs) {
    const { amount, unit, isPast } = relativeParts(instant, nowMs);
    return `${amount}${UNITS_ZH_CN[unit]}${isPast ? '前' : '后'}`;
  },
  state: (word) => STATES_ZH_CN[word] ?? word,
};

export const topWords = (language: Language): TopWords => (language === 'zh-CN' ? ZH_CN : EN);
