import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { discover } from '@family-auth/library/client/discover.ts';
import { hostsOf } from '../../src/context/addresses.ts';
import { StartError } from '../../src/errors/errors.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { loadTlsCertificate } from '../../src/storage/tls-certificate.ts';
import { OPERATOR } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import {
  call,
  discoverProvider,
  exchangeCode,
  openLogin,
  postForm,
  registrationOf,
} from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const common = { portalPort: 0, dataDir: 'memory', judge: judgeSaying({ verdict: 'rejected' }) } as const;

describe('a sandbox for a phone in the same network', () => {
  /** Stands for this computer's address in the network; every computer has it. */
  const ADDRESS = '127.0.0.2';
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ ...common, lan: true, host: ADDRESS });
    const authority = await readFile(sandbox.certificate!.file, 'utf8');
    setDefaultCACertificates([...getCACertificates(), authority]);
  });
  after(() => sandbox.close());

  it('stands under the address in that network, over https, in everything that it says of itself', async () => {
    assert.match(sandbox.portalUrl, /^https:\/\/127\.0\.0\.2:\d+$/);
    const discovery = await discover(sandbox.backendUrl);
    const { backend } = (await (await fetch(`${sandbox.portalUrl}/portal-config.json`)).json()) as {
      backend: string;
    };
    const as = await discoverProvider(discovery.authorization_servers[0]!);
    const said = [discovery.issuer, backend, as.token_endpoint!, as.authorization_endpoint!];
    for (const address of said) assert.equal(new URL(address).origin, sandbox.backendUrl);
  });

  it('logs people in from the portal there', async () => {
    const redirectUri = `${sandbox.portalUrl}/family-auth/browser/callback.html`;
    const as = await discoverProvider(`${sandbox.backendUrl}/oidc`);
    const login = await openLogin(as, { clientId: 'demo-portal', redirectUri });
    const result = await postForm(login, 'register', registrationOf(OPERATOR));
    assert.ok('callback' in result);
    const session = { ...login, jkt: '', sub: '', tokens: await exchangeCode(login, result.callback) };
    assert.equal((await call(session, 'GET', `${sandbox.backendUrl}/v1/me`)).status, 200);
  });

  it('keeps the pages for whoever sits at the computer under a name of its own', async () => {
    for (const page of [sandbox.enrolmentUrl, sandbox.outboxUrl, sandbox.reviewUrl]) {
      assert.match(page, /^https:\/\/127\.0\.0\.1:/);
      assert.equal((await fetch(page)).status, 200);
    }
  });

  it('offers the certificate that a phone may trust', async () => {
    const offered = await (await fetch(sandbox.certificate!.url)).text();
    assert.equal(offered, await readFile(sandbox.certificate!.file, 'utf8'));
    assert.ok(new X509Certificate(offered).ca);
  });
});

describe('a sandbox behind a proxy', () => {
  const ISSUER = 'https://sandbox.example';
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ ...common, issuer: ISSUER, host: '0.0.0.0', trustProxy: '127.0.0.1' });
  });
  after(() => sandbox.close());

  /** As the proxy on this computer passes it on. */
  const ask = (path: string, headers: Record<string, string>) => {
    const { port } = new URL(sandbox.reviewUrl);
    return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, headers }, async (answer) => {
        const body = (await answer.toArray()).join('');
        resolve({ status: answer.statusCode!, headers: answer.headers, body });
      });
      sent.on('error', reject).end();
    });
  };
  const proxied = { host: 'sandbox.example', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };

  it('goes by its public address, also where the proxy does not say which it was', async () => {
    for (const headers of [proxied, { host: 'sandbox.example' }]) {
      const { body } = await ask('/.well-known/family-auth-configuration', headers);
      assert.equal(JSON.parse(body).issuer, ISSUER);
      const provider = await ask('/oidc/.well-known/openid-configuration', headers);
      assert.equal(JSON.parse(provider.body).token_endpoint, `${ISSUER}/oidc/token`);
    }
  });

  it('lets no header of a request change where the provider says that it is', async () => {
    const headers = { ...proxied, 'x-forwarded-host': 'evil.example' };
    const { body } = await ask('/oidc/.well-known/openid-configuration', headers);
    assert.ok(!body.includes('evil.example'));
  });

  it('answers under no other name, and shows the pages of this computer to nobody who came through the proxy', async () => {
    assert.equal((await ask('/jwks', { ...proxied, host: 'evil.example' })).status, 400);
    assert.equal((await ask('/outbox/', proxied)).status, 404);
    assert.equal((await fetch(sandbox.outboxUrl)).status, 200);
    assert.equal(sandbox.demoStaff, null);
  });
});

describe('the addresses of a sandbox', () => {
  it('are refused where a browser could do nothing there, or they are none', async () => {
    for (const [options, says] of [
      [{ host: '192.0.2.7' }, /--host 192\.0\.2\.7 needs --https/],
      [{ issuer: 'http://sandbox.example' }, /--issuer http:\/\/sandbox\.example must be an https address/],
      [{ issuer: 'https://sandbox.example/auth' }, /without a path/],
    ] as const) {
      await assert.rejects(startSandbox({ ...common, ...options }), (error) => {
        assert.ok(error instanceof StartError && error.exitCode === 2);
        assert.match(error.message, says);
        return true;
      });
    }
  });

  it('are two sites on this computer where nothing else is said', () => {
    const here = { portal: 'localhost', backend: '127.0.0.1' };
    assert.deepEqual(hostsOf({}), { scheme: 'http', listen: here, names: here });
    assert.deepEqual(hostsOf({ https: true }), { scheme: 'https', listen: here, names: here });
  });
});

describe('a certificate that is made on this computer', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'family-auth-tls-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('is kept, so that a phone trusts it once, until an address comes that it does not cover', async () => {
    const first = await loadTlsCertificate(directory, ['localhost', '192.168.1.5']);
    assert.deepEqual(await loadTlsCertificate(directory, ['192.168.1.5']), first);
    const second = await loadTlsCertificate(directory, ['localhost', '192.168.1.6']);
    assert.notEqual(second.authority, first.authority);
  });

  it('is signed by an authority whose key is kept nowhere', async () => {
    const { authority, cert, key } = await loadTlsCertificate(directory, ['localhost']);
    assert.ok(new X509Certificate(cert).verify(new X509Certificate(authority).publicKey));
    const files = await readdir(directory);
    assert.deepEqual(files.sort(), ['authority.pem', 'certificate.pem', 'key.pem']);
    assert.ok(!new X509Certificate(cert).ca);
    assert.equal(await readFile(join(directory, 'key.pem'), 'utf8'), key);
  });
});
