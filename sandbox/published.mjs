import { globSync } from 'node:fs';

const root = new URL('..', import.meta.url);

/** What npm run build:sandbox makes the package of; paths from the repository's root. */
export const published = {
  /** What runs, and what a program or a process of the sandbox's own loads by its name. */
  entries: [
    'sandbox/src/bin.ts',
    'sandbox/src/server/start-sandbox.ts',
    'sandbox/src/pictures/picture-worker.ts',
  ],
  /** What is read at run time; a folder with everything in it. */
  files: [
    'sandbox/portal',
    'sandbox/notices',
    'sandbox/CITIZENS.md',
    ...globSync('sandbox/migrations/{*.sql,meta/_journal.json}', { cwd: root }),
    ...globSync('sandbox/src/**/*.{css,js}', { cwd: root }),
    'src/landmarks/models',
    'src/testing/people',
    'dist/assets',
    'dist/browser',
    'dist/frame-page',
    'dist/integrity.json',
    'dist/testing',
  ],
  needsLibraryBuild: true,
  manifest: {
    bin: { 'family-auth-sandbox': 'sandbox/src/bin.js' },
    exports: { '.': './sandbox/src/server/start-sandbox.js', './package.json': './package.json' },
  },
};
