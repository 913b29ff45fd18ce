import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { StartError } from '../src/options/start-error.ts';
import { loadSecrets } from '../src/storage/secrets.ts';

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

  it('are not made anew where one is missing that was always there', async () => {
    const { hashKey: _, ...damaged } = await loadSecrets(path);
    writeFileSync(path, JSON.stringify(damaged));
    await assert.rejects(loadSecrets(path), StartError);
    assert.ok(!('hashKey' in kept()));
  });
});
