import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock } from '@family-auth/library/base/clock.ts';
import { CHECK_NAMES } from '@family-auth/library/challenge/check.ts';
import { maskNumber } from '@family-auth/library/identity/mask.ts';
import { type FastifyInstance, fastify } from 'fastify';
import { openAuditLog } from '../../src/audit/audit-log.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { CHECK_EFFECTS } from '../../src/judgement/check-names.ts';
import { checkWords } from '../../src/reviewer/check-words.ts';
import { reviewerPlugin } from '../../src/reviewer/plugin.ts';
import type { ReviewDesk } from '../../src/reviewer/review-desk.ts';
import { relationships } from '../../src/rules/relationships.ts';
import { addStaff, type StaffStore } from '../../src/staff/staff-accounts.ts';
import { openStaffSessions } from '../../src/staff/staff-sessions.ts';
import { keyedHash } from '../../src/storage/keyed-hash.ts';
import { staffEntry } from '../support/staff.ts';
import { openDatabase } from '../support/test-database.ts';
import { APPLICATION_ID, deskOfOne } from './review-desk-of-one.ts';

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
  const queue = await app.inject({ url: '/review/', headers });
  const csrf = /name="csrf" value="([^"]+)"/.exec(queue.body)![1]!;
  return { name: login.name, headers, csrf };
}

/** A new reviewer logs in and takes the case. */
async function openCase(app: FastifyInstance) {
  const reviewer = await logIn(app);
  const claimed = await post(app, `${CASE}/claim`, { csrf: reviewer.csrf }, reviewer.headers);
  assert.equal(claimed.headers.location, CASE);
  return { ...reviewer, page: await app.inject({ url: CASE, headers: reviewer.headers }) };
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
  const { page, headers } = await openCase(app);
  for (const text of [
    maskNumber('118801198803128024'),
    '画面和记录未被改动',
    '不确定',
    '未检查',
    'registry-photo',
  ]) {
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

test('what is asked of the pictures fits what there is to compare', async () => {
  const asked = async (more: Parameters<typeof deskOfOne>[0]) => {
    await using app = await serverWith(deskOfOne(more));
    const { page } = await openCase(app);
    return ['是同一个人吗', '没有登记照片可以比对', '请对照证件照片'].filter((text) =>
      page.body.includes(text),
    );
  };
  assert.deepEqual(await asked({}), ['是同一个人吗']);
  assert.deepEqual(await asked({ registryPhoto: false }), ['没有登记照片可以比对']);
  assert.deepEqual(await asked({ method: 'document_review' }), ['请对照证件照片']);
});

test('a case without one of the movements says what was not judged, in both languages', async () => {
  const told = async (without: 'eyes' | 'head' | null, language: string) => {
    await using app = await serverWith(deskOfOne({ without, refusedBy: 'all_movements' }));
    const { headers } = await openCase(app);
    const { body } = await app.inject({ url: `${CASE}?lang=${language}`, headers });
    return [
      '说这位家人闭不了眼',
      '说这位家人转不了头',
      'says that this relative cannot close',
      'Without a turn',
    ].filter((text) => body.includes(text));
  };
  assert.deepEqual(await told('eyes', 'zh-CN'), ['说这位家人闭不了眼']);
  assert.deepEqual(await told('head', 'zh-CN'), ['说这位家人转不了头']);
  assert.deepEqual(await told('eyes', 'en'), ['says that this relative cannot close']);
  assert.deepEqual(await told('head', 'en'), ['Without a turn']);
  assert.deepEqual(await told(null, 'en'), []);
});

test('shows name, number and birth date only in answer to a form that asks for them', async () => {
  await using app = await serverWith(deskOfOne());
  const { headers, csrf, page } = await openCase(app);
  for (const hidden of ['安晓然', '1988-03-12', '19880312']) assert.ok(!page.body.includes(hidden), hidden);
  const purpose = 'compare_document';
  const forged = await post(app, `${CASE}/identity`, { csrf: 'guessed', purpose }, headers);
  assert.equal(forged.headers.location, '/review/?expired');
  for (const none of ['', 'because']) {
    const refused = await post(app, `${CASE}/identity`, { csrf, purpose: none }, headers);
    assert.equal(refused.statusCode, 422);
    assert.ok(!refused.body.includes('安晓然') && refused.body.includes('请先选择查看'));
  }
  const shown = await post(app, `${CASE}/identity`, { csrf, purpose }, headers);
  for (const text of ['安晓然', '118801 19880312 8024', '1988-03-12']) assert.ok(shown.body.includes(text));
  assert.equal(shown.headers['cache-control'], 'no-store');
  assert.ok(!(await app.inject({ url: CASE, headers })).body.includes('安晓然'));
});

test('a case that somebody else has shows no picture, no checks and no decision, and can be given back', async () => {
  const desk = deskOfOne();
  await using app = await serverWith(desk);
  const first = await openCase(app);
  const second = await logIn(app);
  const taken = await post(app, `${CASE}/claim`, { csrf: second.csrf }, second.headers);
  assert.equal(taken.headers.location, '/review/?taken');
  const { body } = await app.inject({ url: CASE, headers: second.headers });
  assert.ok(body.includes(`${first.name} 正在审核`));
  for (const hidden of ['pictures/', 'name="decision"', '画面和记录未被改动'])
    assert.ok(!body.includes(hidden));
  const { headers, csrf } = second;
  assert.equal((await app.inject({ url: `${CASE}/pictures/1`, headers })).statusCode, 404);
  const decided = await post(app, `${CASE}/decision`, { csrf, decision: 'approved', note: '' }, headers);
  assert.equal(decided.headers.location, '/review/?lost');
  assert.deepEqual(desk.decisions, []);
  await post(app, `${CASE}/release`, { csrf: first.csrf }, first.headers);
  assert.equal((await post(app, `${CASE}/claim`, { csrf }, headers)).headers.location, CASE);
});

test('a case that takes two asks for a recommendation, and its author for another one', async () => {
  await using app = await serverWith(deskOfOne({ takesTwo: true }));
  assert.ok((await openCase(app)).page.body.includes('建议通过'));
  const proposal = { reviewer: '李审核', note: '是本人', at: new Date() };
  await using second = await serverWith(deskOfOne({ takesTwo: true, proposal }));
  const { page } = await openCase(second);
  for (const text of ['李审核 建议通过', '是本人', '我也同意，通过'])
    assert.ok(page.body.includes(text), text);
});

test('a Chinese page says what was checked and why in Chinese; ids and figures stand folded behind it', async () => {
  await using app = await serverWith(deskOfOne());
  const { page, headers } = await openCase(app);
  const unfolded = (body: string) =>
    body.slice(body.indexOf('id="checks"')).replace(/<details>.*?<\/details>/gs, '');
  for (const text of ['差距 0.493，越小越像', '测试用的合成视频里就是这个人']) {
    assert.ok(unfolded(page.body).includes(text), text);
  }
  for (const id of ['face_match', 'person_decides', 'relief', 'scripted']) {
    assert.ok(
      !unfolded(page.body)
        .replace(/<[^>]*>/g, '')
        .includes(id),
      id,
    );
    assert.ok(page.body.includes(id), id);
  }
  const english = await app.inject({ url: `${CASE}?lang=en`, headers });
  assert.ok(unfolded(english.body).includes('A scripted test video shows this person'));
});

test('a picture is enlarged and turned beside the registered photo or another picture, by who has the case', async () => {
  await using app = await serverWith(deskOfOne());
  const { headers, page } = await openCase(app);
  const addresses = [...page.body.matchAll(/href="([^"]*\/large[^"]*)"/g)].map(([, address]) => address!);
  assert.ok(addresses.length > 1 && addresses.every((address) => address.endsWith('?beside=registry')));
  const large = await app.inject({ url: addresses[0]!, headers });
  const sources = [...large.body.matchAll(/<img src="([^"]+)"/g)].map(([, source]) => source!);
  assert.equal(sources[0], `${CASE}/registry-photo`);
  assert.match(sources[1]!, /\/pictures\/\d+$/);
  for (const control of ['name="zoom-main" value="400"', 'name="turn-main" value="90"', 'accesskey="j"'])
    assert.ok(large.body.includes(control), control);
  const other = await logIn(app);
  for (const url of addresses.slice(0, 1)) {
    assert.equal((await app.inject({ url, headers: other.headers })).headers.location, '/review/?lost');
    assert.equal((await app.inject({ url })).headers.location, '/review/');
  }
  const trace = await app.inject({ url: `${CASE}/pictures/0/large`, headers });
  assert.equal(trace.headers.location, CASE, 'the trace is no picture');
});

test('a decision is previewed before it is made: no form of the case decides', async () => {
  const desk = deskOfOne();
  await using app = await serverWith(desk);
  const { headers, csrf, page } = await openCase(app);
  assert.ok(!page.body.includes(`action="${CASE}/decision"`));
  const preview = await post(app, `${CASE}/preview`, { csrf, decision: 'approved', note: '是本人' }, headers);
  assert.ok(preview.body.includes(`action="${CASE}/decision"`) && preview.body.includes('认证成功'));
  assert.deepEqual(desk.decisions, []);
});

test('pages have no script, are not stored, and load nothing from elsewhere', async () => {
  await using app = await serverWith(deskOfOne());
  const { page } = await openCase(app);
  assert.ok(!/<script|javascript:|\son\w+=|https?:\/\//i.test(page.body));
  assert.equal(page.headers['cache-control'], 'no-store');
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/);
});

test('pictures go to the reviewer as JPEG and are not stored', async () => {
  await using app = await serverWith(deskOfOne());
  const { headers } = await openCase(app);
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
  const { name, headers, csrf } = await openCase(app);
  const approve = () =>
    post(app, `${CASE}/decision`, { csrf, decision: 'approved', note: '是本人' }, headers);
  assert.equal((await approve()).headers.location, '/review/?done');
  assert.equal((await approve()).headers.location, '/review/?gone');
  assert.deepEqual(desk.decisions, [{ decision: 'approved', reason: null, note: '是本人', reviewer: name }]);
});

test('a rejection needs a reason from the list', async () => {
  const desk = deskOfOne();
  await using app = await serverWith(desk);
  const { name, headers, csrf } = await openCase(app);
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
  const { headers } = await openCase(app);
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
  const { page } = await openCase(app);
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
