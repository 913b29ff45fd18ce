import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPostgres, noPostgresMessage } from '../postgres/find-postgres.mjs';
import { hasFfmpeg, NO_FFMPEG } from '../run-ffmpeg.mjs';

const program = (...path) =>
  fileURLToPath(new URL(join('..', '..', 'node_modules', ...path), import.meta.url));
const countReporter = fileURLToPath(new URL('count-node-tests.mjs', import.meta.url));
const showReporter = fileURLToPath(new URL('show-node-tests.mjs', import.meta.url));

const colors = process.stdout.isTTY ? [] : ['--colors=off'];

const isFull = (path) => path.split(/[\\/]/).includes('full');

const nodeTestFiles = (full) =>
  fs
    .globSync(['test/**/*.node.test.ts', 'sandbox/test/**/*.test.ts'])
    .filter((path) => (full || !isFull(path)) && !path.startsWith(FAULTS))
    .sort();

/** Walks with faults take minutes each, and have a suite of their own. */
const FAULTS = 'test/e2e/faults/test/full/';

/** What stores something: the whole sandbox, and the typed client against it. */
const databaseTestFiles = (full) =>
  nodeTestFiles(full).filter((path) => /^(sandbox|test.client.document-review)/.test(path));

/** A file that is not done by then hangs, and is named: the slowest take a minute, the long ones, with thousands of requests, more. */
const FILE_LIMIT_MS = 300_000;
const LONG_FILE_LIMIT_MS = 900_000;

/** Each file is a process of its own, with its own ports and data; more of them than cores would only wait. */
const FILES_AT_ONCE = availableParallelism();

const nodeTestArguments = (
  files,
  countFile,
  { timeoutMs = LONG_FILE_LIMIT_MS, filesAtOnce = FILES_AT_ONCE } = {},
) => [
  '--test',
  `--test-concurrency=${filesAtOnce}`,
  `--test-timeout=${timeoutMs}`,
  `--test-reporter=${showReporter}`,
  '--test-reporter-destination=stdout',
  `--test-reporter=${countReporter}`,
  `--test-reporter-destination=${countFile}`,
  ...files,
];

const browserTestFiles = (full) =>
  fs
    .globSync('test/**/*.test.ts')
    .filter((path) => !path.endsWith('.node.test.ts') && (full || !isFull(path)))
    .sort();

function registryAnswers() {
  const npm = process.env.npm_execpath;
  const [program, args] = npm ? [process.execPath, [npm, 'ping']] : ['npm', ['ping']];
  return spawnSync(program, args, { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

/** Of what `npm run frameworks` knows; it needs npm's registry. */
const IN_TESTS = ['plain', 'react', 'compilers', 'package'];

const walkWithFace = ['test/e2e/walk.mjs', '--person', 'anna'];

/**
 * What `npm test` runs, in this order: `{kind, name, args(countFile), countFile, skip}`; `kind` is what `--only` names,
 * `skip` the sentence why it cannot run here.
 * With `full` also the long tests of the `full` folders.
 */
export function suites({ full }) {
  return [...checks(), ...tests(full), ...walks(full), ...onPostgres(full)].filter(({ isEmpty }) => !isEmpty);
}

const checks = () => [
  {
    kind: 'check',
    name: 'types (tsc)',
    args: () => [program('@typescript', 'native', 'bin', 'tsc'), '-p', '.'],
  },
  {
    kind: 'check',
    name: 'lint and format (biome)',
    args: () => [program('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--error-on-warnings', ...colors, '.'],
  },
];

function tests(full) {
  const nodeTests = nodeTestFiles(full);
  const browserTests = browserTestFiles(full);
  const browserArguments = [program('@web', 'test-runner', 'dist', 'bin.js'), '--files', ...browserTests];
  return [
    {
      kind: 'node',
      name: `rooms and sandbox in Node, ${nodeTests.length} files`,
      args: (countFile) =>
        nodeTestArguments(nodeTests, countFile, { timeoutMs: full ? LONG_FILE_LIMIT_MS : FILE_LIMIT_MS }),
      countFile: true,
      deadlineMs: full ? 7_200_000 : undefined,
      isEmpty: nodeTests.length === 0,
    },
    {
      kind: 'browser',
      name: `rooms in the browser, ${browserTests.length} files`,
      args: () => browserArguments,
      countFile: true,
      isEmpty: browserTests.length === 0,
    },
  ];
}

const walks = (full) => [
  {
    kind: 'walk',
    name: 'the walk with a face: anna, from log-in to the card',
    args: () => walkWithFace,
  },
  {
    kind: 'walk',
    name: 'the walks that are promised, one by one',
    args: () => ['test/e2e/walks.mjs'],
    deadlineMs: 3_600_000,
    isEmpty: !full,
  },
  {
    kind: 'walk',
    name: 'the packed package in two stacks, under every compiler and its linters',
    args: () => ['test/e2e/frameworks.mjs', ...IN_TESTS.flatMap((name) => ['--only', name])],
    skip: full && !registryAnswers() ? "npm's registry does not answer (npm ping)" : undefined,
    deadlineMs: 3_600_000,
    isEmpty: !full,
  },
  {
    kind: 'walk',
    name: 'attacks before the camera, and honest people beside them',
    args: () => ['test/e2e/attacks.mjs'],
    skip: hasFfmpeg() ? undefined : NO_FFMPEG,
    deadlineMs: 7_200_000,
    isEmpty: !full,
  },
  {
    kind: 'node',
    name: 'a thousand forged submissions over HTTP',
    args: () => ['test/e2e/forgeries.mjs'],
    deadlineMs: 7_200_000,
    isEmpty: !full,
  },
  {
    kind: 'walk',
    name: 'faults while walking, row by row',
    args: (countFile) =>
      nodeTestArguments(fs.globSync(`${FAULTS}*.node.test.ts`), countFile, {
        timeoutMs: 3_600_000,
        filesAtOnce: 1,
      }),
    countFile: true,
    deadlineMs: 3_600_000,
    isEmpty: !full,
  },
];

function onPostgres(full) {
  const files = databaseTestFiles(full);
  const postgres = { kind: 'postgres', skip: findPostgres() ? undefined : noPostgresMessage };
  return [
    {
      ...postgres,
      name: `the sandbox on a PostgreSQL server, ${files.length} files`,
      args: (countFile) => ['scripts/postgres/run-with-postgres.mjs', ...nodeTestArguments(files, countFile)],
      countFile: true,
      deadlineMs: 3_600_000,
    },
    {
      ...postgres,
      name: 'the walk with a face on a PostgreSQL server',
      args: () => [...walkWithFace, '--database', 'postgres'],
    },
  ];
}
