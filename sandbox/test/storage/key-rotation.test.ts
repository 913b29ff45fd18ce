import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { PublicJwk } from '@family-auth/library/seal/keys.ts';
import { verifyResult } from '@family-auth/library/server/verify-result.ts';
import { decodeProtectedHeader } from 'jose';
import { long } from '../../../test/long.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  apply,
  CHILD,
  handIn,
  type Known,
  know,
  OPERATOR,
  PENSIONER,
  postIntent,
  problemOf,
  waitFor,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** `npm run rotate-keys`'s main script. */
const MAIN = fileURLToPath(new URL('../../src/rotate-keys-main.ts', import.meta.url));

describe('the rotation of the backend’s keys', long, () => {
  let sandbox: Sandbox;
  let dataDir: string;
  let operator: LoggedIn;
  let earlier: Known;
  let application: string;
  let card: string;
  const messages: string[] = [];
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-test-'));
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir,
      judge: judgeSaying({ verdict: 'approved' }),
      notifier: { send: async ({ kind }) => void messages.push(kind) },
    });
    earlier = await know(sandbox.backendUrl);
    await logInNow({ register: true });
    const { made } = await handIn(earlier, operator, { subject: PENSIONER, relationship: 'sibling' });
    const { id, card_ref } = await waitFor(earlier, operator, made.application.id, ['approved']);
    application = id;
    card = card_ref!;
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
  });
  after(async () => {
    mock.timers.reset();
    await sandbox.close();
    await rm(dataDir, { recursive: true });
  });

  const logInNow = async (options: { register?: boolean } = {}) => {
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, options);
  };
  const resultNow = async () => {
    const address = `${earlier.discovery.api_base}/applications/${application}/result`;
    return ((await (await call(operator, 'GET', address)).json()) as { result: string }).result;
  };
  const kidOf = (jwt: string) => decodeProtectedHeader(jwt).kid;
  const published = async (use: string) => {
    const { keys } = (await (await fetch(earlier.discovery.jwks_uri)).json()) as { keys: PublicJwk[] };
    return keys.filter((key) => key.use === use).map(({ kid }) => kid);
  };
  const expected = () => ({ issuer: sandbox.backendUrl, clientId: 'example-program' });
  let first: string;
  let second: string;

  it('is taken up by a sandbox that runs: it publishes the new signing key before it signs with it', async () => {
    first = await resultNow();
    await verifyResult(first, expected());
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, '--data-dir', dataDir], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^sig \S+ {2}in use from \S+, published until \S+\nsig \S+ {2}in use from \S+\nenc/);
    assert.equal((await published('sig')).length, 1);
    await sandbox.cleanUp();
    const [old, next, ...others] = await published('sig');
    assert.deepEqual([old, others], [kidOf(first), []]);
    assert.notEqual(next, old);
    assert.equal(kidOf(await resultNow()), old);
    assert.equal(
      (await published('enc')).length,
      1,
      'nobody seals to a key that other processes may not have',
    );
  });

  it('then signs with the new one, which whoever keeps the keys in memory has by then; the old results stay good', async () => {
    mock.timers.tick(12 * MINUTE_MS);
    await verifyResult(first, expected());
    mock.timers.tick(4 * MINUTE_MS);
    await logInNow();
    second = await resultNow();
    assert.notEqual(kidOf(second), kidOf(first));
    assert.equal((await verifyResult(second, expected())).sub, application);
    assert.equal((await verifyResult(first, expected())).sub, application);
  });

  it('takes what was sealed to the old key for a while, and offers the new one', async () => {
    const now = await know(sandbox.backendUrl);
    assert.notEqual(now.recipient.kid, earlier.recipient.kid);
    assert.equal((await apply(earlier, operator, { subject: ANNA, relationship: 'child' })).status, 201);
    assert.equal((await apply(now, operator, { subject: ANNA, relationship: 'child' })).status, 201);
  });

  it('takes nothing more that is sealed to the old key after a day, and opens what is stored all the same', async () => {
    mock.timers.tick(26 * HOUR_MS);
    await logInNow();
    assert.equal((await published('enc')).length, 1);
    assert.deepEqual(
      await published('sig'),
      [kidOf(first), kidOf(second)],
      'deletion receipts are kept for years',
    );
    await assert.rejects(verifyResult(first, expected()), { code: 'result_expired' });
    const late = await apply(earlier, operator, { subject: CHILD, relationship: 'child' });
    assert.equal((await problemOf(late)).code, 'invalid_jwe');
    messages.splice(0);
    const wish = { intent: 'unbind_card', object: card } as const;
    assert.equal((await postIntent(earlier, operator, `/family/cards/${card}/unbinding`, wish)).status, 204);
    const signal = AbortSignal.timeout(20_000);
    while (!messages.includes('card_ended')) {
      signal.throwIfAborted();
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it('happens by itself after 90 days', async () => {
    mock.timers.tick(90 * 24 * HOUR_MS);
    const before = await published('sig');
    await sandbox.cleanUp();
    const now = await published('sig');
    assert.equal(now.length, before.length + 1);
    await sandbox.cleanUp();
    assert.deepEqual(await published('sig'), now);
  });

  it('lets an old signing key go when the last receipt that it signed is gone', async () => {
    mock.timers.tick(1000 * 24 * HOUR_MS); // after the 91 days above
    assert.ok((await published('sig')).includes(kidOf(first)));
    mock.timers.tick(10 * 24 * HOUR_MS);
    assert.ok(!(await published('sig')).includes(kidOf(first)));
  });

  it('takes back at once what somebody else may have, and then nothing that it signed is believed', async () => {
    await logInNow();
    const before = await resultNow();
    await verifyResult(before, expected());
    await sandbox.rotateKeys({ revoke: true });
    const after = await resultNow();
    assert.deepEqual(await published('sig'), [kidOf(after)]);
    mock.timers.tick(31_000);
    assert.equal((await verifyResult(after, expected())).sub, application);
    await assert.rejects(verifyResult(before, expected()), { code: 'result_key_unknown' });
  });

  it('is refused where there are no keys', () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, '--data-dir', join(dataDir, 'none')], {
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /cannot be read: ENOENT/);
  });
});
