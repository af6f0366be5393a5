import { createRoot } from 'react-dom/client';
import { sessionQuery } from './api/queries.ts';
import { queryClient } from './api/query-client.ts';
import { takeSignInCode } from './api/session.ts';
import { App } from './app.tsx';
import { setUpLanguage } from './i18n/setup.ts';
import { installTrustedTypes } from './trusted-types.ts';
import './theme/tokens.css';
import './theme/base.css';
import './states/states.css';

installTrustedTypes();
takeSignInCode();
// While the language and the page are loaded.
void queryClient.prefetchQuery(sessionQuery);
await setUpLanguage();

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(<App />);
