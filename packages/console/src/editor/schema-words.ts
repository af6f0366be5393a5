/** What the schemas of the built-in task types say of their fields, in the reader's language. */
import { taskSchemaZhCn } from '../i18n/zh-cn/schema-words.ts';

export const schemaWords = (text: string, language: string): string =>
  language === 'zh-CN' && Object.hasOwn(taskSchemaZhCn, text) ? (taskSchemaZhCn[text] ?? text) : text;
