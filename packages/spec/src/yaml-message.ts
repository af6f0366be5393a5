/** What the YAML library says: its English tells more than ours, which others read in their language. */
import { type Said, said } from '@carillon/core';

const BY_CODE: Readonly<Record<string, Said>> = {
  ALIAS_PROPS: said`an alias cannot have an anchor or a tag`,
  BAD_ALIAS: said`an alias is not well formed`,
  BAD_DIRECTIVE: said`a directive is not understood`,
  BAD_DQ_ESCAPE: said`an escape in double quotes is not one of YAML`,
  BAD_INDENT: said`the indentation does not fit what is around it`,
  BAD_PROP_ORDER: said`anchors and tags stand behind the sign that they belong to`,
  BAD_SCALAR_START: said`a text cannot begin with this character; put it in quotes`,
  BLOCK_AS_IMPLICIT_KEY: said`a list or map stands where the name of a field should be`,
  BLOCK_IN_FLOW: said`a list or map over several lines stands between brackets`,
  COMMENT_SPACE: said`a comment needs a space before it`,
  DUPLICATE_KEY: said`a field is there twice`,
  IMPOSSIBLE: said`the text is no YAML`,
  KEY_OVER_1024_CHARS: said`the name of a field is longer than 1024 characters`,
  MISSING_CHAR: said`a sign is missing, such as a colon, a quote or a bracket`,
  MULTILINE_IMPLICIT_KEY: said`the name of a field goes over several lines`,
  MULTIPLE_ANCHORS: said`a value has several anchors`,
  MULTIPLE_DOCS: said`there are several documents where one is read`,
  MULTIPLE_TAGS: said`a value has several tags`,
  NON_STRING_KEY: said`a field needs a name that is text`,
  TAB_AS_INDENT: said`a tab cannot indent`,
  UNEXPECTED_TOKEN: said`something stands where it cannot`,
};

/** The library's own in English, without the place that the finding has; ours for translation. */
export function yamlMessage(code: string, message: string): { readonly message: Said; readonly detail: string } {
  const text = message.replace(/ at line \d+, column \d+[^]*$/, '');
  return {
    message: BY_CODE[code] ?? said`the text is no YAML`,
    detail: text.charAt(0).toLowerCase() + text.slice(1),
  };
}
