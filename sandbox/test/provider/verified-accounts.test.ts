import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connectClient } from '@family-auth/library/client/create-client.ts';
import { submitDocuments } from '@family-auth/library/client/submission.ts';
import type { LoginSession } from '@family-auth/library/login/login-session.ts';
import { BackendError, type ProblemCode } from '@family-auth/library/protocol/problem.ts';
import { syntheticActivationCode } from '../../src/registry/activation-code.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { enter } from '../support/enter.ts';
import {
  ANNA,
  apply,
  consentsFor,
  type Known,
  know,
  OPERATOR,
  OTHER_OPERATOR,
  problemOf,
} from '../support/family.ts';
import {
  discoverProvider,
  logIn,
  openLogin,
  type Person,
  postForm,
  registrationOf,
} from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

/** The relative in the attack. */
const RELATIVE: Person = {
  name: ANNA.name,
  idNumber: ANNA.id.number,
  phone: '13800000077',
  password: 'enter nothing real',
};

const clientOf = (known: Known, session: LoginSession) =>
  connectClient({ discovery: known.discovery, session });

const refusal = (code: ProblemCode) => (error: unknown) =>
  error instanceof BackendError && error.code === code;

/** Asks for Anna by `subject_login`, as far as the link for her. */
async function askForAnna(known: Known, operator: LoginSession) {
  const client = clientOf(known, operator);
  const consents = consentsFor(known, 'subject_login', ['operator']);
  const made = await client.createApplication({
    relationship: 'sibling',
    method: 'subject_login',
    subject: ANNA,
    consents,
  });
  await submitDocuments(client, operator, { ...made, consents, photos: [] });
  const { id } = made.application;
  await client.waitForDecision(id, { until: ({ status }) => status === 'awaiting_subject' });
  return { id, ...(await client.subjectLink(id)) };
}

/** What the provider's page says to a registration, or `in`. */
async function registerBy(
  visit: Awaited<ReturnType<typeof openLogin>>,
  fields: Record<string, string>,
): Promise<string> {
  const result = await postForm(visit, 'register', fields);
  if ('callback' in result) return 'in';
  assert.equal(result.page.status, 422);
  return /role="alert">([^<]*)/.exec(await result.page.text())![1]!;
}

describe('an account of the sandbox', () => {
  let sandbox: Sandbox;
  let known: Known;
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
    known = await know(sandbox.backendUrl);
  });
  after(() => sandbox.close());

  const visit = async () => openLogin(await discoverProvider(`${sandbox.backendUrl}/oidc`));

  it('is not given to an operator who registers as the relative and would agree for them', async () => {
    const operator = await enter(known, OPERATOR, 'register');
    const { id, url, token } = await askForAnna(known, operator);
    const forged = { ...registrationOf(RELATIVE), phone: '13900000099', password: 'operator knows this' };
    const tries = [
      { ...forged, name: '安大胆', activationCode: '' },
      { ...forged, activationCode: '1234567812345678' },
      { ...forged, activationCode: syntheticActivationCode(OPERATOR.idNumber) },
      { ...forged, name: '安大胆' },
    ];
    for (const fields of tries) {
      assert.notEqual(await registerBy(await visit(), fields), 'in');
      const onTheirPage = await fetch(`${url}/register`, {
        method: 'POST',
        body: new URLSearchParams(fields),
      });
      assert.equal(onTheirPage.status, 422);
    }
    await assert.rejects(clientOf(known, operator).subjectRequest(token), refusal('subject_mismatch'));
    assert.equal((await clientOf(known, operator).application(id)).status, 'awaiting_subject');

    const relative = clientOf(known, await enter(known, RELATIVE, 'register'));
    const consents = consentsFor(known, 'subject_login', ['subject']);
    await relative.answerSubjectRequest(token, { application: id, agreed: true, consents });
    assert.equal((await clientOf(known, operator).waitForDecision(id)).status, 'approved');
  });

  it('is refused in the same words for a number with an account, one without, and one of nobody', async () => {
    const wrong = {
      activationCode: '1234567812345678',
      phone: '13900000098',
      password: 'enter nothing real',
    };
    const people = [
      { name: OPERATOR.name, idNumber: OPERATOR.idNumber },
      { name: OTHER_OPERATOR.name, idNumber: OTHER_OPERATOR.idNumber },
      { name: '吴无名', idNumber: '448801197912248254' },
    ];
    const answers = [];
    for (const person of people) answers.push(await registerBy(await visit(), { ...person, ...wrong }));
    assert.equal(new Set(answers).size, 1);
    assert.match(answers[0]!, /对不上/);
  });

  it('takes a phone number that another account has, and says nothing of it', async () => {
    const shared = { ...registrationOf(OTHER_OPERATOR), phone: OPERATOR.phone };
    assert.equal(await registerBy(await visit(), shared), 'in');
    const issuer = `${sandbox.backendUrl}/oidc`;
    const first = await logIn(issuer, OPERATOR);
    const second = await logIn(issuer, { ...OTHER_OPERATOR, phone: OTHER_OPERATOR.idNumber });
    assert.notEqual(first.sub, second.sub);
  });

  it('uses a code up, and does not say whose it was', async () => {
    const again = await registerBy(await visit(), { ...registrationOf(OPERATOR), phone: '13900000097' });
    assert.match(again, /对不上/);
  });

  it('gives a window ten wrong codes; the holder’s own is good in the next one, whoever tried', async () => {
    const newcomer = {
      name: '林可欣',
      idNumber: '448801199103158303',
      phone: '13800000033',
      password: 'enter nothing real',
    };
    const window = await visit();
    const wrong = { ...newcomer, activationCode: '1111222233334444' };
    for (let tries = 0; tries < 10; tries++) assert.match(await registerBy(window, wrong), /对不上/);
    assert.match(await registerBy(window, registrationOf(newcomer)), /次数太多/);
    assert.equal(await registerBy(await visit(), registrationOf(newcomer)), 'in');
  });
});

describe('a provider whose accounts are not verified', () => {
  let directory: string;
  let sandbox: Sandbox;
  let known: Known;
  let url: string;
  let token: string;
  const start = async (accountsVerified: boolean) => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: directory, accountsVerified });
    known = await know(sandbox.backendUrl);
  };
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'family-auth-accounts-'));
    await start(true);
    ({ token } = await askForAnna(known, await enter(known, OPERATOR, 'register')));
    await sandbox.close();
    await start(false);
    url = `${sandbox.backendUrl}/confirm/${token}`;
  });
  after(async () => {
    await sandbox.close();
    await rm(directory, { recursive: true });
  });
  /** Not the typed client's own caution: the backend must refuse by itself. */
  const asIfVerified = () => ({ ...known, discovery: { ...known.discovery, accounts_verified: true } });

  it('says so, and offers no log-in of the relative', () => {
    assert.equal(known.discovery.accounts_verified, false);
    assert.ok(!known.discovery.verification_methods.includes('subject_login'));
    assert.ok(known.discovery.verification_methods.includes('in_person'));
  });

  it('lets a stranger register as the relative, and takes no draft, link or answer by a log-in', async () => {
    const stranger = await enter(known, { ...RELATIVE, name: '安大胆' }, 'register');
    const client = clientOf(asIfVerified(), stranger);
    await assert.rejects(client.subjectRequest(token), refusal('accounts_not_verified'));
    const consents = consentsFor(known, 'subject_login', ['subject']);
    await assert.rejects(
      client.answerSubjectRequest(token, { application: 'A'.repeat(22), agreed: true, consents }),
      refusal('accounts_not_verified'),
    );
    const session = await logIn(`${sandbox.backendUrl}/oidc`, RELATIVE);
    const draft = await apply(known, session, {
      subject: { ...ANNA, id: { ...ANNA.id, number: OTHER_OPERATOR.idNumber }, name: OTHER_OPERATOR.name },
      relationship: 'sibling',
      method: 'subject_login',
    });
    assert.deepEqual(await problemOf(draft), {
      status: 422,
      code: 'accounts_not_verified',
      errors: undefined,
    });
    const link = clientOf(asIfVerified(), await enter(known, OPERATOR)).subjectLink('A'.repeat(22));
    await assert.rejects(link, refusal('accounts_not_verified'));
    assert.equal((await fetch(url)).status, 410);
    const { phone: account, password } = RELATIVE;
    const body = new URLSearchParams({ account, password });
    assert.equal((await fetch(`${url}/login`, { method: 'POST', body })).status, 410);
  });

  it('leaves the number to its holder as soon as accounts are verified again', async () => {
    await sandbox.close();
    await start(true);
    await assert.rejects(enter(known, RELATIVE));
    const relative = clientOf(known, await enter(known, { ...RELATIVE, phone: '13800000078' }, 'register'));
    assert.equal((await relative.subjectRequest(token)).subject_name, '安*然');
  });

  it('leaves their account to whoever proves to be who they said, by the phone and password of before', async () => {
    const restart = async (accountsVerified: boolean) => {
      await sandbox.close();
      await start(accountsVerified);
    };
    const register = (person: Person) => logIn(`${sandbox.backendUrl}/oidc`, person, { register: true });
    const others = { ...OTHER_OPERATOR, idNumber: '448801199103158303' };
    await restart(false);
    const before = await register(OTHER_OPERATOR);
    const strangers = await register({ ...others, name: '安大胆' });
    await restart(true);
    await assert.rejects(logIn(`${sandbox.backendUrl}/oidc`, OTHER_OPERATOR));
    assert.equal((await register(OTHER_OPERATOR)).sub, before.sub);
    const holder = await register({ ...others, name: '林可欣', password: 'not what the stranger knew' });
    assert.notEqual(holder.sub, strangers.sub);
  });
});
