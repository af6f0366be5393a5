import { expect, it } from 'vitest';
import { createOomKills } from './oom-kills.ts';

const files =
  (texts: Readonly<Record<string, string>>) =>
  async (path: string): Promise<string> => {
    const text = texts[path];
    if (text === undefined) throw new Error(`no ${path}`);
    return text;
  };

it.each([
  [
    'the first version',
    {
      '/proc/self/cgroup': '4:memory:/job/7\n1:cpu:/\n0::/\n',
      '/sys/fs/cgroup/memory/job/7/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n',
    },
    3,
  ],
  [
    'the second version',
    {
      '/proc/self/cgroup': '0::/job\n',
      '/sys/fs/cgroup/job/memory.events': 'low 0\nmax 12\noom 2\noom_kill 2\noom_group_kill 0\n',
    },
    2,
  ],
  [
    'a container that sees itself at the root',
    { '/proc/self/cgroup': '0::/../other\n', '/sys/fs/cgroup/memory.events': 'oom_kill 1\n' },
    1,
  ],
  ['a host without groups', {}, undefined],
])('counts in %s', async (_, texts, expected) => expect(await createOomKills(files(texts)).count()).toBe(expected));
