import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { StartError } from '../../src/errors/errors.ts';
import { SECRETS_FILE_VARIABLE } from '../../src/storage/data-directory.ts';
import { loadSecrets } from '../../src/storage/secrets.ts';
import { judgeSaying } from '../support/judges.ts';
import { startSandbox } from '../support/test-database.ts';

describe("the sandbox's keys", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'family-auth-secrets-'));
    path = join(folder, 'secrets.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const kept = () => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

  it('are made once, for the eyes of this user only', async () => {
    const made = await loadSecrets(path);
    assert.deepEqual(await loadSecrets(path), made);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('of an earlier version keep what they have, and get the keys that came since', async () => {
    const { auditKey: _, staffKey: __, ...earlier } = await loadSecrets(path);
    writeFileSync(path, JSON.stringify({ ...earlier, reviewerPassword: 'of an earlier version' }));
    const secrets = await loadSecrets(path);
    assert.equal(secrets.hashKey, earlier.hashKey);
    assert.equal(Buffer.from(secrets.auditKey, 'base64url').length, 32);
    assert.deepEqual(await loadSecrets(path), secrets);
    assert.ok(!('reviewerPassword' in kept()));
  });

  it('of an earlier version that had one key of a kind keep it as the first of a list', async () => {
    const { signingKeys, encryptionKeys, storedKeys: _, ...rest } = await loadSecrets(path);
    const earlier = { signingKey: signingKeys[0]!.key, encryptionKey: encryptionKeys[0]!.key };
    writeFileSync(path, JSON.stringify({ ...rest, ...earlier }));
    const secrets = await loadSecrets(path);
    assert.deepEqual(
      [secrets.signingKeys, secrets.encryptionKeys].map((keys) => keys.map(({ key }) => key)),
      [[earlier.signingKey], [earlier.encryptionKey]],
    );
    assert.deepEqual(await loadSecrets(path), secrets);
  });

  it('are not made anew where one is missing that was always there', async () => {
    const { hashKey: _, ...damaged } = await loadSecrets(path);
    writeFileSync(path, JSON.stringify(damaged));
    await assert.rejects(loadSecrets(path), StartError);
    assert.ok(!('hashKey' in kept()));
  });

  it('lie outside of the data directory where a deployment wants it, and without them it opens nothing', async () => {
    const dataDir = join(folder, 'data');
    const sandbox = () =>
      startSandbox({ portalPort: 0, dataDir, judge: judgeSaying({ verdict: 'manual_review' }) });
    process.env[SECRETS_FILE_VARIABLE] = path;
    try {
      await (await sandbox()).close();
      assert.ok(!readdirSync(dataDir).includes('secrets.json'));
      assert.equal(statSync(path).mode & 0o777, 0o600);
      await (await sandbox()).close();
      process.env[SECRETS_FILE_VARIABLE] = join(folder, 'other.json');
      await assert.rejects(sandbox(), StartError);
      process.env[SECRETS_FILE_VARIABLE] = join(folder, 'nowhere', 'secrets.json');
      await assert.rejects(sandbox(), StartError);
    } finally {
      delete process.env[SECRETS_FILE_VARIABLE];
    }
  });
});
