import { describe, expect, it } from 'vitest';
import { untranslated } from './words.ts';

const WRITTEN = 'title: Publish the figures of November?';

describe('untranslated', () => {
  it('finds keys that have no text', () => {
    expect(untranslated('en', ['runs.title', 'Runs'], WRITTEN)).toEqual(['runs.title']);
  });

  it('finds English on a Chinese page: of the catalogue, and sentences of the server', () => {
    const texts = ['Reset filters', 'The program ended with some exit code', '运行', 'daily-report', 'team-bi'];
    expect(untranslated('zh-CN', texts, WRITTEN)).toEqual(texts.slice(0, 2));
  });

  it('finds Chinese on an English page', () => {
    expect(untranslated('en', ['运行', 'Runs'], WRITTEN)).toEqual(['运行']);
  });

  it('leaves what people wrote', () => {
    expect(untranslated('zh-CN', ['Publish the figures of November?'], WRITTEN)).toEqual([]);
  });
});
