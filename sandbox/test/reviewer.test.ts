import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type FastifyInstance, fastify } from 'fastify';
import { systemClock } from '../../src/base/clock.ts';
import { CHECK_NAMES } from '../../src/challenge/check.ts';
import { relationships } from '../src/api/policy/relationships.ts';
import { openAuditLog } from '../src/audit/audit-log.ts';
import type { OpenDatabase } from '../src/database/open-database.ts';
import { CHECK_EFFECTS } from '../src/judgement/check-names.ts';
import { checkWords } from '../src/reviewer/check-words.ts';
import { reviewerPlugin } from '../src/reviewer/plugin.ts';
import type { ReviewDesk } from '../src/reviewer/review-desk.ts';
import { addStaff, type StaffStore } from '../src/staff/staff-accounts.ts';
import { openStaffSessions } from '../src/staff/staff-sessions.ts';
import { keyedHash } from '../src/storage/keyed-hash.ts';
import { APPLICATION_ID, deskOfOne } from './review-desk-of-one.ts';
import { staffEntry } from './support/staff.ts';
import { openDatabase } from './support/test-database.ts';

const CASE = `/review/cases/${APPLICATION_ID}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let database: OpenDatabase;
let staff: StaffStore;
before(async () => {
  database = await openDatabase();
  const key = Buffer.alloc(32, 1).toString('base64url');
  staff = { db: database.db, audit: openAuditLog(key, 'no-file'), hash: keyedHash(key), staffKey: key };
});
after(() => database.close());

async function serverWith(desk: ReviewDesk) {
  const app = fastify();
  const sessions = openStaffSessions(staff, systemClock);
  await app.register(reviewerPlugin, { desk, sessions, relationships });
  return app;
}

const post = (app: FastifyInstance, url: string, fields: Record<string, string>, headers: object = {}) =>
  app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(fields).toString(),
    headers: { ...FORM, ...headers },
  });

let accounts = 0;

/** A new reviewer logs in; the name, the cookie and the token of that session's forms. */
async function logIn(app: FastifyInstance) {
  const login = await addStaff(staff, { name: `王审核${++accounts}`, roles: ['reviewer'] });
  const reply = await post(app, '/review/login', staffEntry(login));
  assert.equal(reply.statusCode, 303);
  const cookie = reply.cookies.find(({ name }) => name === 'family_auth_staff')!;
  const headers = { cookie: `${cookie.name}=${cookie.value}`, 'accept-language': 'zh-CN' };
  const page = await app.inject({ url: CASE, headers });
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)![1]!;
  return { name: login.name, headers, csrf, page };
}

test('nobody sees queue, case or pictures without logging in', async () => {
  await using app = await serverWith(deskOfOne());
  const home = await app.inject({ url: '/review/' });
  assert.ok(home.body.includes('name="password"'));
  assert.ok(!home.body.includes('安*然'));
  assert.equal((await app.inject({ url: CASE })).statusCode, 303);
  assert.equal((await app.inject({ url: `${CASE}/pictures/1` })).statusCode, 404);
  assert.equal((await app.inject({ url: `${CASE}/registry-photo` })).statusCode, 404);
});

test('the queue names who waits and why, masked', async () => {
  await using app = await serverWith(deskOfOne());
  const { headers } = await logIn(app);
  const { body } = await app.inject({ url: '/review/', headers });
  for (const text of ['安*然', '兄弟姐妹', '人脸识别', '不确定：与登记照片是同一个人', '测试系统']) {
    assert.ok(body.includes(text), text);
  }
});

test('a case shows masked facts, pictures and what was checked, in both languages', async () => {
  await using app = await serverWith(deskOfOne());
  const { page, headers } = await logIn(app);
  for (const text of ['118801********8024', '画面和记录未被改动', '不确定', '未检查', 'registry-photo']) {
    assert.ok(page.body.includes(text), text);
  }
  const english = await app.inject({ url: `${CASE}?lang=en`, headers });
  for (const text of [
    'Pictures and record were not altered',
    'Not sure',
    'Brother or sister',
    'at its furthest',
  ]) {
    assert.ok(english.body.includes(text), text);
  }
});

test('pages have no script, are not stored, and load nothing from elsewhere', async () => {
  await using app = await serverWith(deskOfOne());
  const { page } = await logIn(app);
  assert.ok(!/<script|javascript:|\son\w+=|https?:\/\//i.test(page.body));
  assert.equal(page.headers['cache-control'], 'no-store');
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/);
});

test('pictures go to the reviewer as JPEG and are not stored', async () => {
  await using app = await serverWith(deskOfOne());
  const { headers } = await logIn(app);
  for (const path of ['pictures/1', 'registry-photo']) {
    const reply = await app.inject({ url: `${CASE}/${path}`, headers });
    assert.equal(reply.headers['content-type'], 'image/jpeg');
    assert.equal(reply.headers['cache-control'], 'no-store');
  }
  assert.equal(
    (await app.inject({ url: `${CASE}/pictures/0`, headers })).statusCode,
    404,
    'the trace is no picture',
  );
});

test('an approval is recorded with name and remarks, once', async () => {
  const desk = deskOfOne();
  await using app = await serverWith(desk);
  const { name, headers, csrf } = await logIn(app);
  const approve = () =>
    post(app, `${CASE}/decision`, { csrf, decision: 'approved', note: '是本人' }, headers);
  assert.equal((await approve()).headers.location, '/review/?done');
  assert.equal((await approve()).headers.location, '/review/?gone');
  assert.deepEqual(desk.decisions, [{ decision: 'approved', reason: null, note: '是本人', reviewer: name }]);
});

test('a rejection needs a reason from the list', async () => {
  const desk = deskOfOne();
  await using app = await serverWith(desk);
  const { name, headers, csrf } = await logIn(app);
  const reject = (reason: string) =>
    post(app, `${CASE}/decision`, { csrf, decision: 'rejected', reason, note: '' }, headers);
  for (const reason of ['', 'because']) {
    const reply = await reject(reason);
    assert.equal(reply.statusCode, 422);
    assert.ok(reply.body.includes('请选择不通过的原因。'));
  }
  assert.equal((await reject('face_mismatch')).headers.location, '/review/?done');
  assert.deepEqual(desk.decisions, [
    { decision: 'rejected', reason: 'face_mismatch', note: '', reviewer: name },
  ]);
});

test("a decision without this session's token decides nothing", async () => {
  const desk = deskOfOne();
  await using app = await serverWith(desk);
  const { headers } = await logIn(app);
  const fields = { decision: 'approved', note: '' };
  for (const attempt of [fields, { ...fields, csrf: 'guessed' }]) {
    assert.equal(
      (await post(app, `${CASE}/decision`, attempt, headers)).headers.location,
      '/review/?expired',
    );
  }
  assert.deepEqual(desk.decisions, []);
});

test('what applicants wrote is shown as text, not as markup', async () => {
  await using app = await serverWith(deskOfOne({ appeal: '<img src=x onerror=alert(1)>' }));
  const { page } = await logIn(app);
  assert.ok(page.body.includes('&lt;img src=x onerror=alert(1)&gt;'));
});

test('every check has words in both languages', () => {
  const names = [...Object.keys(CHECK_EFFECTS), ...CHECK_NAMES.map((name) => `trace_${name}`)];
  for (const name of names) {
    const words = checkWords(name);
    assert.notEqual(words.en, name);
    assert.notEqual(words['zh-CN'], name);
  }
});
