/** The thread on which texts are read. */
import { answer, type Question } from './language.ts';

interface Scope {
  onmessage: ((event: MessageEvent<{ readonly no: number; readonly question: Question }>) => void) | null;
  postMessage(message: unknown): void;
}
const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data: { no, question } }) => {
  try {
    scope.postMessage({ no, answer: answer(question) });
  } catch (error) {
    scope.postMessage({ no, error: error instanceof Error ? error.message : String(error) });
  }
};
