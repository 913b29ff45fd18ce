import { forUsers } from './src/integration/editor-data.mjs';

export default {
  globs: [
    'src/element/events.ts',
    'src/element/screen-element.ts',
    'src/element/family-auth.ts',
    'src/define.ts',
  ],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [forUsers()],
};
