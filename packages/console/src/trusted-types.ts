/**
 * The page's policy requires Trusted Types (SECURITY S9.1). This default policy lets through what libraries
 * really need and throws for everything else: text without a tag, which can make no element (antd writes its
 * style sheets that way), and addresses of scripts of our own origin.
 */
interface PolicyRules {
  createHTML(text: string): string;
  createScript(text: string): string;
  createScriptURL(url: string): string;
}
interface Factory {
  createPolicy(name: string, rules: PolicyRules): unknown;
}

function refuse(kind: string): never {
  throw new TypeError(`this page creates no ${kind} from text`);
}

export function installTrustedTypes(): void {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  factory?.createPolicy('default', {
    createHTML: (text) => (text.includes('<') ? refuse('HTML') : text),
    createScript: () => refuse('script'),
    createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : refuse('script address')),
  });
}
