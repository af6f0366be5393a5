/**
 * What every process of Carillon needs, whatever its role: configuration, logs, metrics, health, time,
 * identifiers, an order of starting and stopping. It knows nothing of runs or the store.
 */
export { type Clock, systemClock } from './clock.ts';
export {
  ConfigError,
  type ConfigOf,
  type ConfigSchema,
  type Environment,
  type OverridesOf,
  type ParseConfigOptions,
  parseConfig,
  type Setting,
  type SettingType,
} from './config.ts';
export { type Host, host, standInForHost, type Timer, type TimerOptions } from './host.ts';
export { newRunId, newUuid, randomBytes } from './ids.ts';
export { createLeadership, DEFAULT_LEADER, type Leadership, type LeaderTimes } from './leadership.ts';
export { createLifecycle, type Lifecycle, type Part } from './lifecycle.ts';
export { createLogger, LOG_LEVELS, type Logger, type LoggerOptions, type LogLevel } from './logger.ts';
export { type LoopDelay, watchLoopDelay } from './loop-delay.ts';
export { addProcessMetrics, createMetrics, type Metrics } from './metrics.ts';
export { nearest } from './nearest.ts';
export { createRecentQuantile, type RecentQuantile } from './recent-quantile.ts';
export { type Health, type OpsServer, startOpsServer } from './ops-server.ts';
export { redactText } from './redaction.ts';
