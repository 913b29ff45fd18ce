import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Card } from '@family-auth/library/protocol/card.ts';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { decodeJwt } from 'jose';
import { hashPassword } from '../../src/access/passwords.ts';
import { verifyAudit } from '../../src/audit/verify-audit.ts';
import { applications } from '../../src/database/schema/applications.ts';
import { withInstallation } from '../../src/server/open-installation.ts';
import { keyedHash } from '../../src/storage/keyed-hash.ts';
import { fingerprintOf, loadSecrets } from '../../src/storage/secrets.ts';
import { know, OPERATOR, OTHER_OPERATOR } from '../support/family.ts';
import { call, discoverProvider, logIn, openLogin, postForm } from '../support/log-in.ts';
import { alterDatabase, databaseUrlFor, startSandbox } from '../support/test-database.ts';

/** The tables of 0.1.0, by the last migration that it had. */
const LAST_OF_0_1 = 3;
const CARD = 'AAAAAAAAAAAAAAAAAAAAAA';
const SUB = 'BBBBBBBBBBBBBBBBBBBBBB';

let dataDir: string;
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'family-auth-test-'));
  await layDown();
});
after(() => rm(dataDir, { recursive: true }));

/** A data directory as 0.1.0 left it: its tables, two accounts, a bound card, a draft, its audit log, and its keys. */
async function layDown(): Promise<void> {
  const path = join(dataDir, 'secrets.json');
  const secrets = await loadSecrets(path);
  const { auditKey, staffKey, ...former } = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify(former));
  const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));
  const migrations = readMigrationFiles({ migrationsFolder }).slice(0, LAST_OF_0_1 + 1);
  const hash = keyedHash(secrets.hashKey);
  const account = async (sub: string, { name, idNumber, phone, password }: typeof OPERATOR) =>
    row('operators', {
      sub,
      name,
      id_type: 'resident_id_card',
      number_hash: hash('document', 'resident_id_card', 'CHN', idNumber),
      phone_hash: hash('phone', phone),
      birth_year: Number(idNumber.slice(6, 10)),
      password_hash: await hashPassword(password),
    });
  const at = '2026-11-23T10:00:00Z';
  const application = (id: string, status: string) =>
    row('applications', {
      id,
      operator_sub: SUB,
      client_id: 'example-program', // at any other portal the card has another reference
      jkt: 'a-thumbprint',
      relationship: 'child',
      method: 'document_review',
      status,
      version: 3,
      subject_jwe: 'a.b.c.d.e',
      subject_sha256: 'a-digest',
      subject_hash: `hash-of-${id}`,
      subject_name: '安**',
      consents: '[]',
      guardian_consent: false,
      requirements: '[]',
      created_at: at,
      updated_at: new Date().toISOString(),
      expires_at: at,
    });
  await alterDatabase(
    dataDir,
    [
      'create schema if not exists family_auth',
      'create table family_auth.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
      ...migrations.flatMap(({ sql }) => sql),
      ...migrations.map(({ hash, folderMillis }) =>
        row('__drizzle_migrations', { hash, created_at: folderMillis }),
      ),
      row('installation', { id: 1, secrets_fingerprint: fingerprintOf(secrets) }),
      await account(SUB, OPERATOR),
      await account('CCCCCCCCCCCCCCCCCCCCCC', OTHER_OPERATOR),
      application('bound', 'approved'),
      application('begun', 'draft'),
      row('cards', {
        ref: CARD,
        operator_sub: SUB,
        application_id: 'bound',
        relationship: 'child',
        subject_hash: 'hash-of-bound',
        masked_name: '安**',
        masked_number: '118801********8024',
        status: 'active',
        bound_at: at,
      }),
      ...unkeyedLog(['application.submitted', 'application.approved', 'card.bound'], at),
    ].join(';\n'),
  );
}

function row(table: string, columns: Record<string, string | number | boolean>): string {
  const values = Object.values(columns).map((value) => (typeof value === 'string' ? `'${value}'` : value));
  return `insert into family_auth.${table} (${Object.keys(columns).join(', ')}) values (${values.join(', ')})`;
}

/** Chained by a plain hash, as it was. */
function unkeyedLog(actions: readonly string[], at: string): string[] {
  let previousHash = '0'.repeat(43);
  return actions.map((action) => {
    const fields = [previousHash, new Date(at).toISOString(), 'system', action, 'bound', [['version', 1]]];
    const hash = createHash('sha256').update(JSON.stringify(fields)).digest('base64url');
    const columns = { at, actor: 'system', action, object: 'bound', details: '{"version":1}' };
    const inserted = row('audit_log', { ...columns, previous_hash: previousHash, hash });
    previousHash = hash;
    return inserted;
  });
}

it('what 0.1 kept is taken up: cards, drafts that lapsed, its log, and accounts once their holders prove who they are', async () => {
  const sandbox = await startSandbox({ portalPort: 0, dataDir });
  try {
    const issuer = `${sandbox.backendUrl}/oidc`;
    const { phone: account, password } = OPERATOR;
    const unproven = await postForm(await openLogin(await discoverProvider(issuer)), 'login', {
      account,
      password,
    });
    assert.ok('page' in unproven);
    assert.match(await unproven.page.text(), /激活码/, 'told what to do');
    const closing = await fetch(`${sandbox.backendUrl}/account/close?lang=zh-CN`, {
      method: 'POST',
      body: new URLSearchParams({ idNumber: OPERATOR.idNumber, password, confirm: 'yes' }),
    });
    assert.match(await closing.text(), /还没有核实过身份/, 'closed only by whoever has proved who they are');
    const operator = await logIn(issuer, OPERATOR, { register: true });
    assert.equal(operator.sub, SUB, 'the same account');
    const { discovery } = await know(sandbox.backendUrl);
    const listed = await call(operator, 'GET', `${discovery.api_base}/family/cards`);
    const { cards: jwts } = (await listed.json()) as { cards: string[] };
    const cards = jwts.map((jwt) => decodeJwt(jwt) as unknown as Card);
    assert.deepEqual(
      cards.map(({ ref, status, relationship }) => [ref, status, relationship]),
      [[CARD, 'active', 'child']],
    );
    assert.ok(!JSON.stringify(cards).includes('118801'), 'masked as now');
  } finally {
    await sandbox.close();
  }
  await withInstallation({ dataDir, databaseUrl: await databaseUrlFor(dataDir) }, async ({ db, secrets }) => {
    const { broken, entries } = await verifyAudit(db, secrets.auditKey);
    assert.deepEqual(broken, []);
    assert.ok(entries > 0);
    assert.equal((await db.select().from(applications)).length, 2);
  });
});
