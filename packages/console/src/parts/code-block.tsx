import './source.css';

/** Text in the width of code. It takes the focus, so that a keyboard can scroll it. */
export function CodeBlock({ text }: { text: string }) {
  return (
    // A scrolling region must be reachable by keyboard (WCAG 2.1.1).
    <pre className="code-block" tabIndex={0}>
      {text}
    </pre>
  );
}
