/** What npm run build:conformance makes the package of; paths from the repository's root. */
export const published = {
  entries: ['conformance/main.ts', 'conformance/run-checks.ts', 'conformance/adapters/sandbox.ts'],
  /** What is read at run time. */
  files: [
    'conformance/person/anna.json',
    'conformance/person/anna.pictures',
    'conformance/person/anna.trace',
    'conformance/requirements.json',
    'conformance/test-tenant.schema.json',
    'src/testing/people/anna.idphoto.jpg',
  ],
  /** Has the compiler write declarations beside the JavaScript, for those who write an adapter. */
  declarations: 'conformance/tsconfig.package.json',
  needsLibraryBuild: false,
  manifest: {
    bin: { 'family-auth-conformance': 'conformance/main.js' },
    exports: {
      '.': { types: './conformance/run-checks.d.ts', default: './conformance/run-checks.js' },
      './test-tenant.schema.json': './conformance/test-tenant.schema.json',
      './package.json': './package.json',
    },
  },
};
