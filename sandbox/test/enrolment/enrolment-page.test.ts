import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Arrival, isFromThisComputer, isOwnForm } from '../../src/http/only-this-computer.ts';
import { RENDERED_PEOPLE } from '../../src/registry/synthetic-registry.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { onServer, rowsOnServer, startSandbox } from '../support/test-database.ts';

const ANNA = new URL('anna.idphoto.jpg', RENDERED_PEOPLE);
const log: string[] = [];
let directory: string;
let sandbox: Sandbox;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'family-auth-enrolment-'));
  sandbox = await startSandbox({ portalPort: 0, dataDir: directory, log: (line) => log.push(line) });
});
after(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true, force: true });
});

/** A page of the enrolment, as a browser would ask for it. */
const get = (path = '', headers: Record<string, string> = {}) =>
  fetch(new URL(path, sandbox.enrolmentUrl), { headers, redirect: 'manual' });

interface Form {
  readonly token?: string;
  readonly consent?: boolean;
  readonly photo?: Uint8Array;
}

async function post(path: string, form: Form, headers: Record<string, string> = {}) {
  const body = new FormData();
  body.set('token', form.token ?? tokenOf(await (await get()).text()));
  if (form.consent ?? true) body.set('consent', 'given');
  if (form.photo) body.set('photo', new File([new Uint8Array(form.photo)], 'me.jpg'));
  const origin = new URL(sandbox.enrolmentUrl).origin;
  const url = new URL(path, sandbox.enrolmentUrl);
  return fetch(url, { method: 'POST', body, redirect: 'manual', headers: { origin, ...headers } });
}

const tokenOf = (page: string) => /name="token" value="([^"]+)"/.exec(page)![1]!;
const numberOf = (page: string) => /id="number">(\d{17}[\dX])</.exec(page)?.[1];
const nameOf = (page: string) => /id="name"[^>]*>([^<]+)</.exec(page)?.[1];
const cookieFrom = (response: Response) => response.headers.getSetCookie()[0]!.split(';')[0]!;

/** Enrols anna's picture; the cookie that it is bound to. */
async function enrolAnna(headers: Record<string, string> = {}) {
  const response = await post('', { photo: await readFile(ANNA) }, headers);
  assert.equal(response.status, 303);
  return cookieFrom(response);
}

describe('the page for one’s own face', () => {
  it('is in both languages, never stored, never framed, and runs its own script only', async () => {
    for (const [lang, title] of [
      ['zh-CN', '用自己的脸试一试'],
      ['en', 'Try it with your own face'],
    ]) {
      const response = await get(`?lang=${lang}`);
      const page = await response.text();
      assert.ok(page.includes(`<html lang="${lang}">`) && page.includes(title!));
      assert.equal(response.headers.get('cache-control'), 'no-store');
      const policy = response.headers.get('content-security-policy')!;
      assert.match(
        policy,
        /default-src 'none'.*frame-ancestors 'none'.*script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'$/,
      );
      assert.doesNotMatch(page, /<script(?![^>]* src=)|<style| on[a-z]+="| style="/);
      assert.doesNotMatch(page, / checked/);
    }
  });

  it('enrols with the consent and a photo, and shows number and photo to that browser only', async () => {
    const response = await post('', { photo: await readFile(ANNA) });
    assert.match(response.headers.getSetCookie()[0]!, /; Path=\/enrol; HttpOnly; SameSite=Strict$/);
    const cookie = cookieFrom(response);
    const page = await (await get('', { cookie })).text();
    assert.match(numberOf(page)!, /^\d\d88/);
    const photo = await get('photo', { cookie });
    assert.equal(photo.headers.get('content-type'), 'image/jpeg');
    assert.equal(photo.headers.get('cache-control'), 'no-store');

    const stranger = await (await get()).text();
    assert.equal(numberOf(stranger), undefined);
    assert.equal((await get('photo')).status, 404);
    assert.equal((await get('photo', { cookie: 'family_auth_enrolment=made-up' })).status, 404);
  });

  it('keeps nothing without the consent, without a photo, or of a photo that will not do', async () => {
    const photo = await readFile(ANNA);
    const answers = [
      await post('', { consent: false, photo }),
      await post('', {}),
      await post('', { photo: Buffer.from('no picture') }),
      await post('', { photo: Buffer.alloc(16 * 1024 * 1024) }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [422, 422, 422, 413],
    );
    for (const answer of answers) {
      assert.deepEqual(answer.headers.getSetCookie(), []);
      assert.match(await answer.text(), /role="alert"/);
    }
  });

  it('takes forms of its own pages only', async () => {
    const photo = await readFile(ANNA);
    for (const [form, headers] of [
      [{ photo, token: 'made-up' }, {}],
      [{ photo }, { origin: 'https://elsewhere.example' }],
      [{ photo }, { origin: 'null' }],
      [{ photo }, { 'sec-fetch-site': 'cross-site' }],
    ] as const) {
      const answer = await post('', form, headers);
      assert.equal(answer.status, 403);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
    const large = { photo: Buffer.alloc(16 * 1024 * 1024) };
    const unread = await post('', large, { origin: 'https://elsewhere.example' });
    assert.equal(unread.status, 403, 'not 413: it was not read');
    const cookie = await enrolAnna();
    assert.equal((await post('drop', {}, { cookie, origin: 'https://elsewhere.example' })).status, 403);
    assert.ok(numberOf(await (await get('', { cookie })).text()));
  });

  it('is not there under another name, through a proxy, or from another computer', async () => {
    const { host } = new URL(sandbox.enrolmentUrl);
    assert.equal(await statusAs({ host: 'rebound.example' }), 400);
    assert.equal(await statusAs({ host, 'x-forwarded-for': '127.0.0.1' }), 404);
    assert.equal(await statusAs({ host }), 200);
  });

  it('forgets at once when the button says so, and the one before when another picture is enrolled', async () => {
    const first = await enrolAnna();
    const second = await enrolAnna({ cookie: first });
    assert.equal((await get('photo', { cookie: first })).status, 404);
    assert.equal((await get('photo', { cookie: second })).status, 200);
    const dropped = await post('drop', {}, { cookie: second });
    assert.match(dropped.headers.get('location')!, /dropped/);
    assert.equal((await get('photo', { cookie: second })).status, 404);
    assert.match(await (await get('?lang=en&dropped', { cookie: second })).text(), /role="status">Deleted/);
  });

  it('comes once more when another site led here, so that the browser sends its cookie', async () => {
    const page = await (await get('', { 'sec-fetch-site': 'cross-site' })).text();
    assert.match(page, /http-equiv="refresh" content="0; url=\/enrol\//);
  });

  it('writes nothing to the disk or the log, and the end of the sandbox drops everything', async () => {
    const cookie = await enrolAnna();
    const page = await (await get('', { cookie })).text();
    const photo = Buffer.from(await (await get('photo', { cookie })).arrayBuffer());
    const citizen = (await sandbox.enrolments.enrol(await readFile(ANNA), { name: '云不留痕' })).name;
    await sandbox.close();

    const files = globSync('**/*', { cwd: directory, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    const kept = [...files, ...(await rowsOnServer(directory))];
    assert.ok(kept.length > (onServer ? 1 : 10), `${kept.length} were looked at`);
    const middle = photo.length >> 1;
    for (const trace of [
      photo.subarray(middle, middle + 24),
      (await readFile(ANNA)).subarray(9_000, 9_024),
      Buffer.from(numberOf(page)!),
      Buffer.from(nameOf(page)!),
      Buffer.from(citizen),
    ]) {
      assert.ok(kept.every((held) => !held.includes(trace) && !held.includes(trace.toString('hex'))));
      assert.ok(log.every((line) => !Buffer.from(line).includes(trace)));
    }
    sandbox = await startSandbox({ portalPort: 0, dataDir: directory });
    assert.equal((await get('photo', { cookie })).status, 404);
  });
});

/** The status of the page for a request with just these headers; `fetch` would not send another `Host`. */
function statusAs(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(sandbox.enrolmentUrl, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('who sits at this computer', () => {
  const from = (remoteAddress: string, localAddress: string, headers: Arrival['headers']) =>
    isFromThisComputer({ headers, socket: { remoteAddress, localAddress } });

  it('is known by both ends of the connection and the name asked for', () => {
    assert.ok(from('127.0.0.1', '127.0.0.1', { host: '127.0.0.1:8091' }));
    assert.ok(from('::1', '::1', { host: '[::1]:8091' }));
    assert.ok(from('::ffff:127.0.0.1', '::ffff:127.0.0.1', { host: 'localhost' }));
  });

  it('is nobody from outside, behind a proxy, or with a name that only points here', () => {
    const host = '127.0.0.1:8091';
    assert.ok(!from('192.0.2.7', '127.0.0.1', { host }));
    assert.ok(!from('127.0.0.1', '192.0.2.1', { host }));
    assert.ok(!from('::ffff:192.0.2.7', '127.0.0.1', { host }));
    for (const name of ['rebound.example', 'localhost.example', '192.0.2.1', '', 'a@127.0.0.1', '0.0.0.0'])
      assert.ok(!from('127.0.0.1', '127.0.0.1', { host: name }), name);
    assert.ok(!from('127.0.0.1', '127.0.0.1', {}));
    for (const header of ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'])
      assert.ok(!from('127.0.0.1', '127.0.0.1', { host, [header]: '127.0.0.1' }), header);
  });

  it('sends forms from its own pages', () => {
    const host = '127.0.0.1:8091';
    assert.ok(isOwnForm({ headers: { host, origin: 'http://127.0.0.1:8091' } }));
    assert.ok(isOwnForm({ headers: { host, 'sec-fetch-site': 'same-origin' } }));
    assert.ok(!isOwnForm({ headers: { host } }));
    assert.ok(!isOwnForm({ headers: { host, origin: 'http://localhost:8090' } }));
    assert.ok(!isOwnForm({ headers: { host, origin: 'http://127.0.0.1:8091', 'sec-fetch-site': 'none' } }));
  });
});
