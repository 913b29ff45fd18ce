// What nobody uses, found by knip (`npx knip`; test/house holds it at nothing). Whatever is excepted says why.

/** @type {import('knip').KnipConfig} */
export default {
  workspaces: {
    '.': {
      entry: [
        'scripts/*.mjs',
        'scripts/postgres/run-with-postgres.mjs', // by hand: a test file against a PostgreSQL server
        'scripts/test/*-tests.mjs', // reporters, named by path in scripts/test/suites.mjs
        'bench/*.mjs',
        'bench/eyes/cut-eyes.mjs', // by hand: what bench/eyes/train.py learns from
        'bench/people/{render,keep-traces}.mjs', // by hand: what bench/people/traces is made with
        'bench/speed/page.mjs', // run in the browser page of bench/speed.mjs, as are the pipelines
        'bench/speed/pipelines/*.mjs',
        'test/**/*.test.ts',
        'test/client/hostile/*.ts', // one lie a file, loaded by test/client/hostile-backends.node.test.ts
        'test/e2e/*.mjs',
        'test/fixtures/{documents,traces}/make.mjs', // by hand: make fixtures
        'stories/**/*.stories.ts',
        'examples/*.ts',
        'docs/*.mjs',
        'docs/.vitepress/config.mjs',
        '*.config.mjs',
      ],
      // A folder in examples/ is a project of its own, built by test/e2e/frameworks.mjs.
      project: ['{scripts,bench,test,stories,docs}/**/*.{mjs,ts}', 'examples/*.ts', '*.mjs'],
      ignoreDependencies: [
        '@custom-elements-manifest/analyzer', // a command of scripts/build-all.mjs
        '@fontsource-variable/noto-sans-sc', // served to the page of test/e2e/screens/studio.mjs
        '@vladmandic/human', // fetched by bench/speed.mjs, to be measured beside ours
        '@mediapipe/tasks-vision', // likewise
      ],
    },
    src: {
      entry: [
        '{index,define,client,server,verify,testing,react,vite,cli}.ts',
        'landmarks/landmark-{probe,worker-wasm,worker-webgl}.ts', // of landmarks/rollup.landmarks.mjs
        'landmarks/rollup.landmarks.mjs',
      ],
      project: ['**/*.{ts,mjs}'],
    },
    conformance: {
      entry: [
        'main.ts',
        'coverage.ts',
        'published.mjs', // of the package that scripts/build-package.mjs makes
        'run-checks.ts', // a backend's makers call it from their own tests
        'adapters/*.ts', // named by --adapter
        'mutants/*.ts',
      ],
      project: ['**/*.ts'],
    },
    sandbox: {
      entry: [
        'published.mjs',
        'src/{main,staff-main,audit-main,rotate-keys-main}.ts',
        'src/bin.ts', // the command of the package that scripts/build-package.mjs makes
        'src/enrolment/enrol-camera.js', // a script of the enrolment page
        'src/provider/account-form.js', // a script of the log-in page
        'portal/*.js', // the portal's own scripts
        'test/**/*.test.ts',
        'test/fixtures/make-session.mjs', // by hand: makes a fixture
        'test/fixtures/*-process.{mjs,ts}', // processes that tests start
        'test/fixtures/package-descriptor.mjs',
      ],
      project: ['src/**/*.{ts,js}', 'portal/*.js', 'test/**/*.{ts,mjs}'],
      ignoreDependencies: [
        '@tensorflow/tfjs-backend-wasm', // of the library's landmarks, which the sandbox runs in Node
        '@tensorflow/tfjs-converter',
      ],
    },
  },
  // What an exported function takes and gives may be named by whoever calls it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Found on the machine, or said to be missing.
  ignoreBinaries: ['ffmpeg', 'ffprobe', 'fc-list', 'dpkg-query', 'apt-get'],
  // Addresses in a page, not paths.
  ignoreUnresolved: ['^/family-auth/'],
};
