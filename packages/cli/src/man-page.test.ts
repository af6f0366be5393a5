import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { COMMANDS, NOUNS } from './commands/table.ts';
import { manPage } from './man-page.ts';

describe('a page of the manual', () => {
  it('says of a command what its help says', async () => {
    const { code, out } = await carillon(['help', '--man', 'run', 'start']);
    expect(code).toBe(0);
    expect(out).toContain('.SH NAME\ncarillon\\-run\\-start \\- start a run\n');
    expect(out).toContain('.SH SYNOPSIS\ncarillon run start <workflow> [options]\n');
    expect(out).toContain('.TP\n.B \\-w, \\-\\-wait\nwait for the end without a word\n');
    expect(out).toContain('carillon run start daily\\-report \\-\\-follow\n');
    expect(out).toContain('.TP\n.B 13\n');
  });

  it('lists the commands of a noun, and of the program', async () => {
    expect(await manPage(['run'])).toContain('.TP\n.B run start\nstart a run\n');
    expect(await manPage([])).toContain('.TP\n.B run\nstart runs');
    expect(await manPage([])).not.toContain('__complete');
    expect((await carillon(['help', '--man', 'rn'])).code).toBe(2);
  });

  it.each([...Object.keys(NOUNS), ...COMMANDS.map(({ words }) => words)])(
    'of `%s` has no line that is half a request',
    async (words) => {
      const known = /^\.(?:TH [A-Z_-]+ 1 |SH [A-Z ]+$|TP$|B |nf$|fi$|br$)/;
      for (const line of (await manPage(words.split(' '))).split('\n'))
        expect(/^[.']/.test(line) && !known.test(line), line).toBe(false);
    },
  );
});
