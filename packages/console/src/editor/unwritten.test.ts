import { describe, expect, it } from 'vitest';
import { writeTyped } from './unwritten.ts';

describe('what is typed beside the document', () => {
  it('stays when the document refuses it, and is written once it no longer does', async () => {
    const unwritten = new Map([['tasks/load/with/script', 'echo 1']]);
    expect(await writeTyped(unwritten, 'tasks/load/with/script', async () => false)).toBe(false);
    expect(unwritten.get('tasks/load/with/script')).toBe('echo 1');
    const written: string[] = [];
    const write = async (text: string) => written.push(text) > 0;
    expect(await writeTyped(unwritten, 'tasks/load/with/script', write)).toBe(true);
    expect(await writeTyped(unwritten, 'tasks/load/with/script', write)).toBe(true);
    expect(written).toEqual(['echo 1']);
    expect(unwritten.size).toBe(0);
  });

  it('stays when it was typed while an older text was written', async () => {
    const unwritten = new Map([['at', 'a']]);
    const typedOn = async () => unwritten.set('at', 'ab').size > 0;
    expect(await writeTyped(unwritten, 'at', typedOn)).toBe(true);
    expect(unwritten.get('at')).toBe('ab');
  });
});
