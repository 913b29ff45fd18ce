import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { lookupIn } from '@family-auth/library/seal/keys.ts';
import { verifyStatement } from '@family-auth/library/seal/statement.ts';
import { eq } from 'drizzle-orm';
import { scriptFreeBrowser } from '../../../examples/script-free-browser.ts';
import { applications, submissions } from '../../src/database/schema/applications.ts';
import { cards } from '../../src/database/schema/cards.ts';
import { attemptCounters } from '../../src/database/schema/challenges.ts';
import { frameFingerprints } from '../../src/database/schema/evidence.ts';
import { notifications } from '../../src/database/schema/notifications.ts';
import { activationCodes, oidcPayloads, operators } from '../../src/database/schema/operators.ts';
import { loginScope } from '../../src/provider/account-rules.ts';
import { withInstallation } from '../../src/server/open-installation.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  apply,
  draft,
  handIn,
  type Known,
  know,
  OPERATOR,
  OTHER_OPERATOR,
  PENSIONER,
  problemOf,
  residentOf,
  waitFor,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, discoverProvider, logIn, openLogin, postForm, registrationOf } from '../support/log-in.ts';
import { auditOf, logInAtDesk, staffNamed } from '../support/staff.ts';
import { databaseUrlFor, startSandbox } from '../support/test-database.ts';

const BEN = residentOf('贝远航', '318801198511078050');
const HOLDER = { ...OPERATOR, name: PENSIONER.name, idNumber: PENSIONER.id.number, phone: '13800000009' };

describe('an account that its holder closes', () => {
  let dataDir: string;
  let sandbox: Sandbox;
  let known: Known;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-test-'));
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir,
      judge: judgeSaying({
        verdict: 'approved',
        remember: [{ n: 0, digest: 'A'.repeat(43), hash: 'ab'.repeat(32) }],
      }),
    });
    known = await know(sandbox.backendUrl);
  });
  after(async () => {
    await sandbox.close();
    await rm(dataDir, { recursive: true });
  });

  const browser = scriptFreeBrowser();
  const open = () => browser.open(`${sandbox.backendUrl}/account/close?lang=zh-CN`);
  const close = async (fields: Record<string, string>) =>
    browser.submit(await open(), '/account/close', fields);

  it('leaves a relative’s no to hold for the next account of the same person', async () => {
    const issuer = `${sandbox.backendUrl}/oidc`;
    const before = await logIn(issuer, HOLDER, { register: true });
    const wish = { subject: BEN, relationship: 'other' };
    const { made } = await handIn(known, before, wish);
    await waitFor(known, before, made.application.id, ['approved']);
    const outbox = await browser.open(sandbox.outboxUrl);
    const [, undo = ''] = /href="([^"]+\/undo\/[^"]+)"/.exec(outbox.html)!;
    const ending = BEN.id.number.slice(-6);
    const shown = await browser.submit(await browser.open(undo), '/look', { ending });
    assert.ok((await browser.submit(shown, '/end', { answer: 'undo' })).html.includes('已经解除'));
    const { idNumber, password } = HOLDER;
    assert.equal((await close({ idNumber, password, confirm: 'yes' })).status, 200);

    const clerk = await logInAtDesk(sandbox.counterUrl, await staffNamed(sandbox, 'clerk-1', ['clerk']));
    const form = await (await clerk(new URL('activation', sandbox.counterUrl))).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(form)![1]!;
    const issued = await clerk(new URL('activation', sandbox.counterUrl), {
      method: 'POST',
      body: new URLSearchParams({ csrf, idNumber, seen: 'yes', present: 'yes' }),
    });
    const activationCode = /id="activation-code">([\d ]{19})</.exec(await issued.text())![1]!;
    const now = await logIn(issuer, { ...HOLDER, activationCode }, { register: true });
    assert.notEqual(now.sub, before.sub);
    const refused = await problemOf(await apply(known, now, wish));
    assert.deepEqual([refused.status, refused.code], [422, 'subject_agreement_required']);
    const somebodyElse = await apply(known, now, { ...wish, subject: ANNA });
    assert.equal(somebodyElse.status, 201);
    assert.equal((await close({ idNumber, password, confirm: 'yes' })).status, 200);
  });

  it('is gone with its links, its log-ins and what was sent, and a signed receipt says so', async () => {
    const issuer = `${sandbox.backendUrl}/oidc`;
    const operator = await logIn(issuer, OPERATOR, { register: true });
    const neighbour = await logIn(issuer, OTHER_OPERATOR, { register: true });
    const { made } = await handIn(known, operator, { subject: ANNA, relationship: 'child' });
    const { card_ref } = await waitFor(known, operator, made.application.id, ['approved']);
    const begun = await draft(known, operator, { subject: PENSIONER, relationship: 'other' });

    const { idNumber, password } = OPERATOR;
    const page = await open();
    for (const said of ['马上删除', '留下来的', '重新注册']) assert.ok(page.html.includes(said), said);
    for (const [fields, status, said] of [
      [{ idNumber, password }, 422, '请先勾选'],
      [{ idNumber, password: 'not the one', confirm: 'yes' }, 422, '不对'],
      [{ idNumber: '448801197912248254', password, confirm: 'yes' }, 422, '不对'],
      [{ idNumber: 'no number', password, confirm: 'yes' }, 422, '不对'],
    ] as const) {
      const refused = await close(fields);
      assert.deepEqual([refused.status, refused.html.includes(said)], [status, true], said);
    }
    assert.equal((await call(operator, 'GET', `${sandbox.backendUrl}/v1/me`)).status, 200);

    const closed = await close({ idNumber, password, confirm: 'yes' });
    assert.equal(closed.status, 200);
    const [, receipt = ''] = /id="receipt">([^<]+)</.exec(closed.html)!;
    assert.ok((await browser.open(closed.url)).html.includes(receipt), 'loading it again closes nothing');
    const madeUp = new URL(closed.url);
    madeUp.searchParams.set('links', '7');
    assert.ok(!(await browser.open(madeUp)).html.includes(receipt), 'nobody makes up such a page');
    const keys = lookupIn(await (await fetch(`${sandbox.backendUrl}/jwks`)).json(), 'sig');
    const expected = { keys, issuer: sandbox.backendUrl, audience: sandbox.backendUrl, nowMs: Date.now() };
    const { sub, cause, deleted } = await verifyStatement('deletion_receipt', receipt, expected);
    assert.deepEqual(
      [sub, cause, deleted],
      [operator.sub, 'account_closed', [{ kind: 'account', count: 1 }]],
    );

    const me = await call(operator, 'GET', `${sandbox.backendUrl}/v1/me`);
    assert.deepEqual(await problemOf(me), { status: 401, code: 'invalid_token', errors: undefined });
    await assert.rejects(logIn(issuer, OPERATOR));
    assert.equal((await close({ idNumber, password, confirm: 'yes' })).status, 422, 'there is none any more');
    const again = await postForm(
      await openLogin(await discoverProvider(issuer)),
      'register',
      registrationOf(OPERATOR),
    );
    assert.ok('page' in again, 'the letter that was used once opens no other account');
    assert.equal((await call(neighbour, 'GET', `${sandbox.backendUrl}/v1/me`)).status, 200);

    const { acts } = await auditOf(sandbox, `account:${operator.sub}`);
    assert.ok(acts.some((act) => act.includes('account.closed links 1, applications 2')));
    await sandbox.close();
    await withInstallation({ dataDir, databaseUrl: await databaseUrlFor(dataDir) }, async ({ db }) => {
      const told = (await db.select().from(notifications)).map(({ kind }) => kind);
      assert.ok(told.includes('card_ended') && told.includes('account_closed'));
      assert.deepEqual(
        (await db.select().from(operators)).map(({ sub }) => sub),
        [neighbour.sub],
      );
      const rows = await db.select().from(applications).where(eq(applications.operatorSub, operator.sub));
      assert.deepEqual(
        rows.map(({ id, status, subjectJwe }) => [id === begun.application.id, status, subjectJwe]).sort(),
        [
          [false, 'approved', null],
          [true, 'withdrawn', null],
        ],
        'decisions stay, without whom they were about',
      );
      const [card] = await db.select().from(cards).where(eq(cards.ref, card_ref!));
      assert.deepEqual([card?.status, card?.subjectSealed], ['revoked', null]);
      assert.equal(
        (await db.select().from(submissions)).every(({ jws }) => jws === null),
        true,
      );
      assert.deepEqual(await db.select().from(frameFingerprints), []);
      const logins = await db.select().from(oidcPayloads).where(eq(oidcPayloads.accountId, operator.sub));
      const counters = await db
        .select()
        .from(attemptCounters)
        .where(eq(attemptCounters.scope, loginScope(operator.sub)));
      assert.deepEqual([...logins, ...counters], []);
      assert.ok((await db.select().from(activationCodes)).every(({ usedAt }) => usedAt !== null));
    });
  });
});
