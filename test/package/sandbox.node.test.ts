import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { twoFreePorts } from '../../sandbox/test/support/two-free-ports.ts';
import { discover } from '../../src/client/discover.ts';
import { long } from '../long.ts';
import { root } from './bundle-graph.ts';
import { installPacked, run, stopped, untilSaid } from './installed.ts';

const PORTAL = 'http://localhost:5173';
const BUILT = join(root, 'sandbox', 'dist');

/** A program's own use of the package: a face is found in a picture, which takes the models and a process of their own. */
const PROGRAM = `
import { readFile } from 'node:fs/promises';
import { startSandbox } from '@family-auth/sandbox';
const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
const people = new URL('src/testing/people/', import.meta.resolve('@family-auth/sandbox/package.json'));
const photo = new Uint8Array(await readFile(new URL('anna.idphoto.jpg', people)));
const { name } = await sandbox.enrolments.enrol(photo);
await sandbox.close();
process.stdout.write(name);
`;

describe('the package @family-auth/sandbox, installed in an empty folder', long, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'family-auth-sandbox-package-'));
    installPacked('sandbox', folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('asks for nothing of the repository, and says what it needs', () => {
    const {
      dependencies,
      engines,
      private: isPrivate,
    } = JSON.parse(readFileSync(join(BUILT, 'package.json'), 'utf8'));
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => name.startsWith('@family-auth/')),
      [],
    );
    assert.deepEqual([engines.node, isPrivate], ['>=22.18.0', undefined]);
    assert.deepEqual(globSync('**/*.ts', { cwd: BUILT }), []);
  });

  it('starts by its command and serves a portal of yours', async () => {
    const port = await twoFreePorts();
    const sandbox = spawn('npx', ['family-auth-sandbox', '--origin', PORTAL, '--port', String(port)], {
      cwd: folder,
    });
    try {
      await untilSaid(sandbox, /Ctrl-C/);
      const backend = `http://127.0.0.1:${port + 1}`;
      const from = (origin: string) =>
        discover(backend, { fetch: (input) => fetch(input, { headers: { origin } }) });
      const { origin_not_allowed: refused, frame_uri: frame } = await from(PORTAL);
      assert.equal(refused, undefined);
      const page = await fetch(frame!);
      assert.equal(page.status, 200);
      assert.ok(page.headers.get('content-security-policy')?.includes(PORTAL));
      const [, script] = /<script[^>]* src="([^"]+)"/.exec(await page.text()) ?? [];
      assert.equal((await fetch(new URL(script!, frame))).status, 200);
      const told = (await from('http://localhost:4200')).origin_not_allowed;
      assert.match(told ?? '', /npx @family-auth\/sandbox --origin http:\/\/localhost:4200$/);
      for (const path of ['/', '/family-auth/browser/family-auth.js', '/people/anna.webm']) {
        assert.equal((await fetch(`http://localhost:${port}${path}`)).status, 200, path);
      }
    } finally {
      await stopped(sandbox);
    }
  });

  it('takes over a data directory: the commands that look after it find it', () => {
    const list = run('npx', ['family-auth-sandbox', 'staff', 'list'], folder);
    assert.equal(typeof list, 'string');
    assert.match(run('npx', ['family-auth-sandbox', 'audit:verify'], folder), /chain/);
  });

  it('starts from a program, and judges pictures there', async () => {
    await writeFile(join(folder, 'program.mjs'), PROGRAM);
    assert.ok(run(process.execPath, ['program.mjs'], folder).length > 0);
  });

  it('is published without a complaint', () => {
    run('npm', ['publish', '--dry-run'], BUILT);
  });
});
