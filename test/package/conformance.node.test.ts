import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { twoFreePorts } from '../../sandbox/test/support/two-free-ports.ts';
import { long } from '../long.ts';
import { root } from './bundle-graph.ts';
import { installPacked, run, stopped, untilSaid } from './installed.ts';

const BUILT = join(root, 'conformance', 'dist');
/** What any backend may be tried with that need not wait, of the kinds that a package can break: files, keys, pictures. */
const SOME = 'C01,C08,C39,C43,C56,C62,C82,C152';

/** An adapter of somebody else's, in TypeScript, by the types of the package. */
const ADAPTER = `
import type { MakeAdapter, TestTenant } from '@family-auth/conformance';
declare const tenant: TestTenant;
const makeAdapter: MakeAdapter = ({ backend }) => ({
  tenant,
  logIn: async ({ url, redirectUri }) => new URL(redirectUri + url.search + backend),
  decide: async (application, decision) => console.log(application, decision satisfies 'approve' | 'reject'),
});
export default makeAdapter;
// @ts-expect-error an adapter without a log-in is none
export const half: MakeAdapter = () => ({ tenant });
`;

describe('the package @family-auth/conformance, installed in an empty folder', long, () => {
  let folder: string;
  let sandbox: ReturnType<typeof spawn>;
  let backend: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'family-auth-conformance-package-'));
    for (const workspace of ['sandbox', 'conformance'] as const) installPacked(workspace, folder);
    const port = await twoFreePorts();
    backend = `http://127.0.0.1:${port + 1}`;
    const words = ['family-auth-sandbox', '--test-tenant', '--data-dir', 'memory', '--port', String(port)];
    sandbox = spawn('npx', words, { cwd: folder });
    await untilSaid(sandbox, /Ctrl-C/);
  });
  after(async () => {
    await stopped(sandbox);
    await rm(folder, { recursive: true, force: true });
  });

  const kit = (...words: string[]) =>
    spawnSync('npx', ['family-auth-conformance', ...words], { cwd: folder, encoding: 'utf8' });

  it('asks for nothing of the repository', () => {
    const { dependencies } = JSON.parse(readFileSync(join(BUILT, 'package.json'), 'utf8'));
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => name.startsWith('@family-auth/')),
      [],
    );
    const sources = globSync('**/*.ts', { cwd: BUILT }).filter((path) => !path.endsWith('.d.ts'));
    assert.deepEqual(sources, []);
  });

  it('tries a backend by its command, and writes the report for machines and for build servers', () => {
    const words = [
      '--backend',
      backend,
      '--adapter',
      'sandbox',
      '--only',
      SOME,
      '--profile',
      'core,hand-off',
    ];
    const { status, stdout, stderr } = kit(...words, '--json', 'report.json', '--junit', 'report.xml');
    assert.equal(status, 0, `${stdout}${stderr}`);
    const { totals, requirements } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    assert.equal(totals.failed + totals.skipped, 0, stdout);
    for (const id of SOME.split(','))
      assert.equal(requirements.find((one: { id: string }) => one.id === id)?.result, 'passed', id);
    assert.match(readFileSync(join(folder, 'report.xml'), 'utf8'), /<testsuite/);
  });

  it('says with 2 that a backend does not answer, or a command is wrong', () => {
    assert.equal(kit('--backend', 'http://127.0.0.1:9').status, 2);
    const wrong = kit('--backend', backend, '--only', 'C999');
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /npx @family-auth\/conformance --help/);
  });

  it('has types by which somebody else’s adapter is checked', async () => {
    await writeFile(join(folder, 'adapter.ts'), ADAPTER);
    const tsc = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
    const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--noEmit', '--skipLibCheck'];
    const types = ['--typeRoots', join(root, 'node_modules', '@types'), '--types', 'node'];
    run(process.execPath, [tsc, ...options, ...types, 'adapter.ts'], folder);
  });

  it('is published without a complaint', () => {
    run('npm', ['publish', '--dry-run'], BUILT);
  });
});
