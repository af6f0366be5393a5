import { readdirSync, readFileSync } from 'node:fs';
import { type Finding, loadDocuments } from '@carillon/spec';
import { expect, it } from 'vitest';
import { translated } from './use-said.ts';
import { allSaidZhCn } from './zh-cn/all-said.ts';

/** Documents with every fault that there is, as the checks of documents are tested with. */
const BAD = new URL('../../../spec/testdata/bad/', import.meta.url);
const HAN = /\p{Script=Han}/u;

function* wordsOf({ said }: Finding) {
  if (said) yield said.message;
  if (said?.hint) yield said.hint;
}

const names = readdirSync(BAD).filter((name) => name.endsWith('.yaml'));

it.each(names)('what is wrong with %s is told in Chinese', (path) => {
  const { findings } = loadDocuments([{ path, text: readFileSync(new URL(path, BAD), 'utf8') }], {});
  const words = findings.flatMap((finding) => [...wordsOf(finding)]);
  expect(words.length).toBeGreaterThan(0);
  const english = words.filter((said) => !HAN.test(translated(said, allSaidZhCn) ?? ''));
  expect(english).toEqual([]);
});
