import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

/** The phone's page: a program of its own, small enough for a bad network, in `dist/renderer/phone`. */
export default defineConfig({
  root,
  base: './',
  publicDir: `${root}/public`,
  plugins: [react()],
  build: {
    outDir: `${root}/../../dist/renderer/phone`,
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      // The contract is data: of it a phone gets the words it shows, and none of the schemas.
      treeshake: { moduleSideEffects: (id) => !id.includes('/common/') && !id.includes('/zod/') },
      input: { main: `${root}/index.html`, sw: `${root}/sw.ts` },
      output: {
        // A service worker's name never changes, and its place says which pages it serves.
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
