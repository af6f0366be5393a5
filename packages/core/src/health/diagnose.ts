/** What is wrong with a platform, judged from what is known of it. */
import { type Finding, worstFirst } from './findings.ts';
import { checkServers } from './checks/server-checks.ts';
import { checkKeys, checkStore } from './checks/store-checks.ts';
import { checkWork } from './checks/work-checks.ts';
import type { PlatformFacts } from './platform-facts.ts';

const CHECKS = [checkServers, checkStore, checkKeys, checkWork] as const;

/** The worst first; nothing where nothing is wrong. */
export const diagnose = (facts: PlatformFacts): readonly Finding[] =>
  worstFirst(CHECKS.flatMap((check) => check(facts)));
