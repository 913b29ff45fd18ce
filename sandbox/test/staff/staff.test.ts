import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { and, eq, sql } from 'drizzle-orm';
import { type FastifyInstance, fastify } from 'fastify';
import { long } from '../../../test/long.ts';
import { openAuditLog } from '../../src/audit/audit-log.ts';
import { readAnchor } from '../../src/audit/checkpoints.ts';
import { verifyAudit } from '../../src/audit/verify-audit.ts';
import { counterPlugin } from '../../src/counter/plugin.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { auditEntries } from '../../src/database/schema/audit.ts';
import { reviewerPlugin } from '../../src/reviewer/plugin.ts';
import { relationships } from '../../src/rules/relationships.ts';
import { withInstallation } from '../../src/server/open-installation.ts';
import { codeAt } from '../../src/staff/one-time-codes.ts';
import {
  addStaff,
  disableStaff,
  listStaff,
  resetStaff,
  type StaffLogin,
  type StaffStore,
} from '../../src/staff/staff-accounts.ts';
import { openStaffSessions } from '../../src/staff/staff-sessions.ts';
import { keyedHash } from '../../src/storage/keyed-hash.ts';
import { deskOfOne } from '../reviewer/review-desk-of-one.ts';
import { logInAtDesk, staffEntry } from '../support/staff.ts';
import { databaseUrlFor, openDatabase, startSandbox } from '../support/test-database.ts';

const KEY = Buffer.alloc(32, 1).toString('base64url');
const START_MS = Date.parse('2026-11-30T08:00:00Z');
const STEP_MS = 30_000;
const MINUTE_MS = 60_000;

describe('who works here', () => {
  let database: OpenDatabase;
  let staff: StaffStore;
  let app: FastifyInstance;
  let nowMs = START_MS;
  let accounts = 0;

  before(async () => {
    database = await openDatabase();
    staff = { db: database.db, audit: openAuditLog(KEY, 'no-file'), hash: keyedHash(KEY), staffKey: KEY };
    const clock = { nowMs: () => nowMs, epochMs: () => nowMs, sleep: async () => {} };
    const sessions = openStaffSessions(staff, clock);
    const counterDesk = {
      find: async () => 'unknown' as const,
      identity: async () => undefined,
      decide: async () => false,
      issueActivationCode: async () => undefined,
    };
    app = fastify();
    await app.register(reviewerPlugin, { desk: deskOfOne(), sessions, relationships });
    const links = { find: async () => [], end: async () => false };
    await app.register(counterPlugin, { desk: counterDesk, links, sessions, relationships });
  });
  after(async () => {
    await app.close();
    await database.close();
  });

  const newStaff = (roles: Parameters<typeof addStaff>[1]['roles'] = ['reviewer']) =>
    addStaff(staff, { name: `li-${++accounts}`, roles });
  const entry = ({ name, password, totpSecret }: StaffLogin, atMs = nowMs) => ({
    name,
    password,
    code: codeAt(totpSecret, atMs),
  });
  const post = (
    url: string,
    fields: Record<string, string>,
    { headers = {}, from = '192.0.2.1' }: { headers?: Record<string, string>; from?: string } = {},
  ) =>
    app.inject({
      method: 'POST',
      url,
      remoteAddress: from,
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en', ...headers },
    });
  const logIn = (fields: Record<string, string>, from?: string) =>
    post('/review/login', fields, from === undefined ? {} : { from });
  const cookieOf = (reply: Awaited<ReturnType<typeof post>>) =>
    reply.cookies.find(({ name }) => name === 'family_auth_staff')?.value;
  /** Whether a cookie opens the pages of a desk. */
  const opens = async (cookie: string | undefined, path = '/review/') =>
    !(await app.inject({ url: path, headers: { cookie: `family_auth_staff=${cookie}` } })).body.includes(
      'name="password"',
    );

  it('is let in by name, password and the code of now, however the name is spelled', async () => {
    const login = await newStaff();
    const { name, password, code } = entry(login);
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
    const reply = await logIn({ name: ` ${name.toUpperCase()} `, password, code: spaced });
    assert.deepEqual([reply.statusCode, reply.headers.location], [303, '/review/']);
    assert.equal(await opens(cookieOf(reply)), true);
  });

  it('is refused alike for a wrong name, password, code, or a disabled account', async () => {
    const login = await newStaff();
    const disabled = await newStaff();
    await disableStaff(staff, disabled.name);
    const right = entry(login);
    const wrongCode = String((Number(right.code) + 1) % 1_000_000).padStart(6, '0');
    const pages = await Promise.all(
      [
        { ...right, name: 'nobody' },
        { ...right, password: 'enter nothing real' },
        { ...right, code: wrongCode },
        entry(disabled),
      ].map(async (fields) => {
        const { statusCode, body } = await logIn(fields);
        return [statusCode, body.replace(`value="${fields.name}"`, '')];
      }),
    );
    for (const page of pages) assert.deepEqual(page, pages[0]);
    assert.equal(pages[0]![0], 403);
  });

  it('uses each code once, also twice at the same moment, and none older than the last', async () => {
    const login = await newStaff();
    const now = entry(login);
    const earlier = entry(login, nowMs - STEP_MS);
    const atOnce = await Promise.all([logIn(now), logIn(now)]);
    assert.deepEqual(atOnce.map(({ statusCode }) => statusCode).sort(), [303, 403]);
    assert.equal((await logIn(now)).statusCode, 403);
    assert.equal((await logIn(earlier)).statusCode, 403);
    assert.equal((await logIn(entry(login, nowMs + STEP_MS))).statusCode, 303);
  });

  it('has a code for one step before and one after its own, and no longer', async () => {
    for (const [stepsOff, status] of [
      [-2, 403],
      [-1, 303],
      [1, 303],
      [2, 403],
    ] as const) {
      const login = await newStaff();
      assert.equal((await logIn(entry(login, nowMs + stepsOff * STEP_MS))).statusCode, status, `${stepsOff}`);
    }
  });

  it('has ten wrong tries in a quarter of an hour, which keep nobody out who comes from elsewhere', async () => {
    const login = await newStaff();
    const wrong = { ...entry(login), password: 'guessed' };
    for (let n = 0; n < 10; n++) assert.equal((await logIn(wrong)).statusCode, 403);
    assert.equal((await logIn(entry(login))).statusCode, 429);
    assert.equal((await logIn(entry(login), '192.0.2.2')).statusCode, 303);
    nowMs += 15 * MINUTE_MS;
    assert.equal((await logIn(entry(login))).statusCode, 303);
  });

  it('has fifty wrong tries in all, counted for names that there are not, too', long, async () => {
    for (const name of [(await newStaff()).name, 'nobody-at-all']) {
      const tries = Array.from({ length: 52 }, (_, n) => n);
      const answers = await Promise.all(
        tries.map((n) => logIn({ name, password: 'guessed', code: '000000' }, `192.0.2.${n}`)),
      );
      assert.equal(answers.filter(({ statusCode }) => statusCode === 403).length, 50, name);
      assert.equal(answers.filter(({ statusCode }) => statusCode === 429).length, 2, name);
    }
  });

  it('is logged in for half an hour without a click, and for eight hours at most', async () => {
    const login = await newStaff();
    const idle = cookieOf(await logIn(entry(login)));
    nowMs += 31 * MINUTE_MS;
    assert.equal(await opens(idle), false);
    const busy = cookieOf(await logIn(entry(login)));
    for (let halfHours = 0; halfHours < 17; halfHours++) {
      nowMs += 29 * MINUTE_MS;
      if (!(await opens(busy))) {
        assert.equal(halfHours, 16, 'eight hours and a bit');
        return;
      }
    }
    assert.fail('It never ends.');
  });

  it('is logged out by the button, by being disabled, and by a new password', async () => {
    const login = await newStaff();
    const cookie = cookieOf(await logIn(entry(login)))!;
    const headers = { cookie: `family_auth_staff=${cookie}` };
    const { body } = await app.inject({ url: '/review/', headers });
    const csrf = /name="csrf" value="([^"]+)"/.exec(body)![1]!;
    await post('/review/logout', { csrf: 'guessed' }, { headers });
    assert.equal(await opens(cookie), true);
    await post('/review/logout', { csrf }, { headers });
    assert.equal(await opens(cookie), false);

    nowMs += STEP_MS;
    const second = cookieOf(await logIn(entry(login)));
    const fresh = await resetStaff(staff, login.name);
    assert.equal(await opens(second), false);
    assert.equal((await logIn(entry(login, nowMs + STEP_MS))).statusCode, 403);
    const third = cookieOf(await logIn(entry(fresh)));
    assert.equal(await opens(third), true);
    await disableStaff(staff, login.name);
    assert.equal(await opens(third), false);
  });

  it('gets a cookie of its own at each log-in, and never one that was brought along', async () => {
    const login = await newStaff();
    const planted = 'A'.repeat(43);
    const headers = { cookie: `family_auth_staff=${planted}` };
    const reply = await post('/review/login', entry(login), { headers });
    const { value, httpOnly, sameSite, path } = reply.cookies.find(
      ({ name }) => name === 'family_auth_staff',
    )!;
    assert.deepEqual([httpOnly, sameSite, path], [true, 'Strict', '/review']);
    assert.equal(await opens(planted), false);

    nowMs += STEP_MS;
    const again = await post('/review/login', entry(login), {
      headers: { cookie: `family_auth_staff=${value}` },
    });
    assert.notEqual(cookieOf(again), value);
    assert.deepEqual([await opens(value), await opens(cookieOf(again))], [false, true]);
  });

  it('is not logged in by the form of another site', async () => {
    const login = await newStaff();
    const headers = { origin: 'https://elsewhere.example' };
    assert.equal((await post('/review/login', entry(login), { headers })).statusCode, 403);
  });

  it('works at the desks of its roles, and a session of one desk opens no other', async () => {
    const both = await newStaff(['reviewer', 'clerk']);
    const atReview = cookieOf(await logIn(entry(both)));
    assert.deepEqual([await opens(atReview), await opens(atReview, '/desk/')], [true, false]);
    const clerk = await newStaff(['clerk']);
    const refused = await logIn(entry(clerk));
    assert.equal(refused.statusCode, 403);
    assert.match(refused.body, /This account cannot be used here/);
  });

  it('sets a password of its own, which ends its other sessions and takes the present one, a code and a good one', async () => {
    const login = await newStaff();
    const here = cookieOf(await logIn(entry(login)))!;
    nowMs += STEP_MS;
    const elsewhere = cookieOf(await logIn(entry(login)))!;
    const headers = { cookie: `family_auth_staff=${here}` };
    const page = await app.inject({ url: '/review/password', headers });
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)![1]!;
    const change = (fields: Record<string, string>) =>
      post('/review/password', { csrf, ...fields }, { headers });
    const { password } = login;
    const fresh = 'five quiet rivers';
    const right = () => {
      nowMs += STEP_MS;
      return { password, code: codeAt(login.totpSecret, nowMs), fresh };
    };
    for (const [wrong, said] of [
      [{ password: 'guessed' }, /Account, password or code is not right/],
      [{ code: '000000' }, /Account, password or code is not right/],
      [{ fresh: 'short' }, /eight characters at least/],
      [{ fresh: 'woaini1314' }, /too easy to guess/],
    ] as const) {
      const refused = await change({ ...right(), ...wrong });
      assert.equal(refused.statusCode, 422);
      assert.match(refused.body, said);
    }
    assert.equal(await opens(elsewhere), true);
    const changed = await change(right());
    assert.equal(changed.statusCode, 200);
    assert.deepEqual([await opens(here), await opens(elsewhere)], [true, false]);
    nowMs += STEP_MS;
    assert.equal((await logIn(entry(login))).statusCode, 403, 'the former one opens nothing');
    nowMs += STEP_MS;
    assert.equal((await logIn({ ...entry(login), password: fresh })).statusCode, 303);
    const { id } = (await listStaff(staff)).find(({ name }) => name === login.name)!;
    const isChange = and(
      eq(auditEntries.object, `staff:${id}`),
      eq(auditEntries.action, 'staff.password_changed'),
    );
    const [noted] = await database.db.select().from(auditEntries).where(isChange);
    assert.equal(noted?.actor, `reviewer:${login.name}`);
  });

  it('leaves entries in the audit log, log-ins that failed among them', async () => {
    const login = await newStaff();
    await logIn({ ...entry(login), password: 'guessed' });
    await logIn(entry(login));
    const { id } = (await listStaff(staff)).find(({ name }) => name === login.name)!;
    const rows = await database.db
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.object, `staff:${id}`))
      .orderBy(auditEntries.seq);
    assert.deepEqual(
      rows.map(({ actor, action }) => [actor, action]),
      [
        ['system', 'staff.added'],
        ['system', 'staff.log_in_failed'],
        [`reviewer:${login.name}`, 'staff.logged_in'],
      ],
    );
  });

  it('has few entries in the audit log however often names are tried that there are not', async () => {
    const failures = async () => {
      const rows = await database.db
        .select({ details: auditEntries.details })
        .from(auditEntries)
        .where(and(eq(auditEntries.object, 'staff:unknown'), eq(auditEntries.action, 'staff.log_in_failed')))
        .orderBy(auditEntries.seq);
      return rows.map(({ details }) => details.today);
    };
    nowMs += 24 * 60 * MINUTE_MS;
    const before = (await failures()).length;
    for (let n = 0; n < 12; n++) await logIn({ name: `invented-${n}`, password: 'guessed', code: '000000' });
    assert.deepEqual((await failures()).slice(before), [1, 10]);
    nowMs += 24 * 60 * MINUTE_MS;
    await logIn({ name: 'invented', password: 'guessed', code: '000000' });
    assert.deepEqual((await failures()).slice(before), [1, 10, 1]);
  });

  it('has neither password nor secret nor session in the database as they are', async () => {
    const login = await newStaff();
    const token = cookieOf(await logIn(entry(login)))!;
    const { rows } = (await database.db.execute(
      sql`select a::text as kept from family_auth.staff_accounts a union all select s::text from family_auth.staff_sessions s`,
    )) as unknown as { rows: { kept: string }[] };
    const kept = rows.map((row) => row.kept).join('\n');
    assert.ok(kept.includes(login.name));
    for (const secret of [login.password, login.totpSecret, token]) assert.ok(!kept.includes(secret));
  });

  it('has a name of letters and digits that nobody has had, and a role', async () => {
    const { name } = await newStaff();
    const refused = async (given: string, roles: Parameters<typeof addStaff>[1]['roles']) =>
      addStaff(staff, { name: given, roles }).then(
        () => assert.fail('It was made.'),
        ({ code }) => code,
      );
    assert.equal(await refused(name.toUpperCase(), ['clerk']), 'name_taken');
    assert.equal(await refused('reviewer', ['reviewer']), 'name_taken', "the demo's");
    assert.equal(await refused('<b>', ['clerk']), 'name_invalid');
    assert.equal(await refused('wang', []), 'roles_invalid');
  });
});

describe('the accounts of the demo', () => {
  it('are for this computer alone, and not behind a proxy', async () => {
    const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
    try {
      const { reviewUrl, demoStaff } = sandbox;
      const url = new URL('login', reviewUrl);
      const proxied = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams(staffEntry(demoStaff!.reviewer)),
        headers: { 'x-forwarded-for': '203.0.113.9' },
      });
      assert.equal(proxied.status, 403);
      const ask = await logInAtDesk(reviewUrl, demoStaff!.reviewer);
      assert.ok(!(await (await ask(reviewUrl)).text()).includes('name="password"'));
      const forwarded = await ask(reviewUrl, { headers: { 'x-forwarded-for': '203.0.113.9' } });
      assert.ok((await forwarded.text()).includes('name="password"'));
    } finally {
      await sandbox.close();
    }
  });

  it('are drawn anew at each start, and there are none where others reach the sandbox', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'family-auth-staff-'));
    try {
      const first = await startSandbox({ portalPort: 0, dataDir });
      const printed = first.demoStaff!.reviewer;
      await first.close();
      const second = await startSandbox({ portalPort: 0, dataDir });
      await assert.rejects(logInAtDesk(second.reviewUrl, printed), /403/);
      const { reviewer } = second.demoStaff!;
      await second.close();
      const open = await startSandbox({ portalPort: 0, dataDir, trustProxy: '10.0.0.7' });
      assert.equal(open.demoStaff, null);
      await assert.rejects(logInAtDesk(open.reviewUrl, reviewer), /403/);
      const page = await (await fetch(open.reviewUrl, { headers: { 'accept-language': 'en' } })).text();
      assert.doesNotMatch(page, /terminal/);
      await open.close();
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});

describe('npm run staff', () => {
  const MAIN = fileURLToPath(new URL('../../src/staff-main.ts', import.meta.url));

  it('makes the first account before the first start, and disables it', long, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'family-auth-staff-'));
    const databaseUrl = await databaseUrlFor(dataDir);
    const place = ['--data-dir', dataDir, ...(databaseUrl ? ['--database-url', databaseUrl] : [])];
    const run = (...words: string[]) =>
      spawnSync(process.execPath, [MAIN, ...words, ...place], { encoding: 'utf8' });
    const enter = async (login: StaffLogin) => {
      const sandbox = await startSandbox({ portalPort: 0, dataDir, demoStaff: false });
      try {
        await logInAtDesk(sandbox.reviewUrl, login);
      } finally {
        await sandbox.close();
      }
    };
    try {
      const added = run('add', '李审核', '--role', 'reviewer', '--role', 'auditor');
      assert.equal(added.status, 0, added.stderr);
      const { unnoted, newest } = await withInstallation(
        { dataDir, databaseUrl },
        async ({ db, secrets, auditAnchor }) =>
          verifyAudit(db, secrets.auditKey, await readAnchor(auditAnchor)),
      );
      assert.deepEqual([unnoted, newest?.n], [null, 1], 'its audit entry is in a checkpoint');
      const [, password] = /password +(\S+)/.exec(added.stdout)!;
      const [, totpSecret] = /secret +(\S+) .*otpauth:\/\/totp\//.exec(added.stdout)!;
      await enter({ name: '李审核', password: password!, totpSecret: totpSecret! });

      const twice = run('add', '李审核', '--role', 'clerk');
      assert.deepEqual([twice.status, twice.stderr.trim().split('\n').length], [1, 1]);
      assert.match(run('list').stdout, /李审核 +reviewer, auditor/);
      assert.ok(!run('list').stdout.includes(password!));
      assert.equal(run('disable', '李审核').status, 0);
      await assert.rejects(enter({ name: '李审核', password: password!, totpSecret: totpSecret! }), /403/);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});
