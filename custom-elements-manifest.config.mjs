export default {
  globs: ['src/element/screen-element.ts', 'src/element/family-auth.ts', 'src/define.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
};
