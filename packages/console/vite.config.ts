import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { compressedFiles } from './compressed-files.ts';

const server = process.env['CARILLON_SERVER'] ?? 'http://127.0.0.1:4400';

/** Of our own packages only the pure modules that are used may reach the browser. */
const treeshake = { moduleSideEffects: (id: string) => !/\/packages\/(core|protocol|spec)\//.test(id) };

// A config file's default export is the tool's contract.
export default defineConfig({
  plugins: [react(), compressedFiles()],
  resolve: { conditions: ['@carillon/source', ...defaultClientConditions] },
  worker: { format: 'es', rollupOptions: { treeshake } },
  server: { port: 4480, proxy: { '/api': server } },
  build: {
    target: 'es2023',
    // Inline assets would need `data:` in font-src and script-src, which the policy of the page refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      treeshake,
    },
  },
});
