import { randomUUID } from 'node:crypto';
import { type Application, ApplicationSchema } from '@family-auth/library/protocol/application.ts';
import { ask } from '../engine/api.ts';
import {
  apply,
  consentsFor,
  documentMethod,
  draft,
  getApplication,
  type Planted,
  waitFor,
} from '../engine/apply.ts';
import { type Check, check } from '../engine/check.ts';
import { expect, expectProblem, expectStatus, skip } from '../engine/expect.ts';
import {
  handIn,
  manifestClaims,
  putPart,
  readyDraft,
  sealPart,
  signManifest,
  submit,
  upload,
} from '../engine/hand-in.ts';
import { withdraw } from '../engine/signed.ts';

const idOf = ({ json }: { json: unknown }): string => (json as Application).id;

const draftChecks: readonly Check[] = [
  check('C39', 'makes a draft: 201, Location, version 1, an end', {}, async (kit) => {
    const session = await kit.operator();
    const beforeMs = Date.now();
    const answer = expectStatus(await apply(kit, session), 201, 'A good draft');
    const { data } = ApplicationSchema.safeParse(answer.json);
    expect(data, 'The answer does not match the schema Application.');
    expect(
      data.status === 'draft' && data.version === 1,
      `Got status ${data.status}, version ${data.version}.`,
    );
    const wanted = await kit.url(`/applications/${data.id}`);
    const location = answer.header('location') ?? 'none';
    expect(
      URL.canParse(location, wanted) && new URL(location, wanted).href === wanted,
      `Location is ${location}.`,
    );
    const { limits } = await kit.discovery();
    const seconds = (Date.parse(data.expires_at ?? '') - beforeMs) / 1000;
    expect(
      Math.abs(seconds - limits.draft_ttl) < 30,
      `expires_at lies ${Math.round(seconds)} s ahead, draft_ttl is ${limits.draft_ttl}.`,
    );
    expectStatus(await getApplication(kit, session, data.id), 200, 'GET of the draft');
  }),
  check('C53', 'hides an application from other operators', {}, async (kit) => {
    const [owner, other] = await kit.twoOperators();
    const { application } = await draft(kit, owner);
    const hidden = await getApplication(kit, other, application.id);
    expectProblem(hidden, { status: 404, code: 'not_found' }, 'GET by another operator');
    const never = await getApplication(kit, other, randomUUID().replaceAll('-', ''));
    expectProblem(never, { status: 404, code: 'not_found' }, 'GET of one that never was');
    const shape = ({ json }: { json: unknown }) =>
      Object.keys(json as object)
        .sort()
        .join();
    expect(shape(hidden) === shape(never), 'The two refusals differ in shape.');
    expectProblem(
      await withdraw(kit, other, application.id),
      { status: 404, code: 'not_found' },
      'Withdrawal by another operator',
    );
    expectStatus(await getApplication(kit, owner, application.id), 200, 'GET by its owner');
  }),
  check('C53-client', 'hides an application from other clients', { verifies: ['C53'] }, async (kit) => {
    const session = await kit.operator();
    const { application } = await draft(kit, session);
    const elsewhere = await kit.logIn(session.account, await kit.logInOptions('other_client'));
    const hidden = await getApplication(kit, elsewhere, application.id);
    expectProblem(hidden, { status: 404, code: 'not_found' }, 'GET by the same operator at another client');
  }),
  check('C93', 'lets nobody go on with a draft by another key', {}, async (kit) => {
    const session = await kit.operator();
    const { id, parts, made } = await readyDraft(kit, session);
    const again = await kit.logIn(session.account);
    const challenge = await ask(again, await kit.url(`/applications/${id}/challenges`), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        mode: 'interactive',
        measured_fps: 20,
        frame: { width: 640, height: 480 },
        pace: 'standard',
      }),
    });
    const refused = { status: 403, code: 'key_mismatch' } as const;
    if (challenge.status !== 409 && challenge.status !== 404)
      expectProblem(challenge, refused, 'A challenge by another key');

    const part = await sealPart(kit, id, { n: 1 });
    expectProblem(await putPart(kit, again, id, part), refused, 'A part by another key');
    const claims = await manifestClaims(kit, again, made, parts);
    expectProblem(
      await submit(kit, again, id, await signManifest(claims, again)),
      refused,
      'A submission by another key',
    );
  }),
  check('C94', 'lets a new draft take the place of the open one', {}, async (kit) => {
    const session = await kit.operator();
    const first = await draft(kit, session);
    await upload(kit, session, first.application.id);
    const second = await draft(kit, session);
    expect(first.application.id !== second.application.id, 'The second draft is the first one.');
    const { status } = (await getApplication(kit, session, first.application.id)).json as Application;
    expect(status === 'withdrawn', `The former draft is ${status}.`);
    const left = await ask(session, await kit.url(`/applications/${first.application.id}/evidence`));
    const { parts } = (left.json ?? {}) as { parts?: unknown[] };
    expect(left.status !== 200 || parts?.length === 0, 'The former draft still has parts.');
  }),
  check('C55', 'ends a draft at its time', { waitsS: 76 }, async (kit) => {
    const { draft_ttl: ttlS } = (await kit.discovery()).limits;
    if (ttlS > 120) skip(`Drafts live ${ttlS} s here; the kit waits 120 s at most.`);
    const { account } = await kit.operator();
    const session = await kit.logIn(account);
    const { application } = await draft(kit, session);
    await new Promise((resolve) => setTimeout(resolve, (ttlS + 2) * 1000));

    const again = await kit.logIn(account, { key: session });
    const part = await putPart(kit, again, application.id, await sealPart(kit, application.id));
    expectProblem(part, { status: 410, code: 'draft_expired' }, 'A part after the end');
    const { status } = (await getApplication(kit, again, application.id)).json as Application;
    expect(status === 'expired', `The draft is ${status}.`);
  }),
];

const ruleChecks: readonly Check[] = [
  check('C51', 'needs every consent of the method', {}, async (kit) => {
    const session = await kit.operator();
    const all = await consentsFor(kit, await documentMethod(kit));
    for (const left of all) {
      const consents = all.filter((one) => one !== left);
      const answer = await apply(kit, session, { consents });
      const expected = {
        status: 422,
        code: 'consent_missing',
        pointer: '/consents',
        errorCode: `${left.notice}_missing`,
      };
      expectProblem(answer, expected, `A draft without ${left.notice}`);
    }
  }),
  check('C51-giver', 'takes no consent by another giver', { verifies: ['C51'] }, async (kit) => {
    const session = await kit.operator();
    const all = await consentsFor(kit, await documentMethod(kit));
    const swapped = all.map((one) => (one.by === 'subject' ? { ...one, by: 'operator' as const } : one));
    if (!all.some(({ by }) => by === 'subject')) skip('No notice is given by the subject.');
    const answer = await apply(kit, session, { consents: swapped });
    expectProblem(
      answer,
      { status: 422, code: 'consent_missing' },
      'The subject’s consents, given by the operator',
    );
  }),
  check('C72', 'takes no consent to a text that is not in force', {}, async (kit) => {
    const session = await kit.operator();
    const all = await consentsFor(kit, await documentMethod(kit));
    for (const change of [
      { sha256: 'A'.repeat(43) },
      { version: '1999-01-01' },
      { notice: 'no-such-notice' },
      { locale: 'fr' },
    ]) {
      const [first, ...rest] = all;
      const answer = await apply(kit, session, {
        consents: [{ ...first!, ...change }, ...rest, ...('notice' in change ? [first!] : [])],
      });
      const expected = {
        status: 422,
        code: 'consent_missing',
        pointer: '/consents',
        errorCode: 'notice_unknown',
      };
      expectProblem(answer, expected, `A consent with another ${Object.keys(change)[0]}`);
    }
  }),
  check('C96', 'counts nothing of when a client says that consent was given', {}, async (kit) => {
    const session = await kit.operator();
    const all = await consentsFor(kit, await documentMethod(kit));
    for (const at of ['1999-01-01T00:00:00Z', '2999-01-01T00:00:00Z']) {
      const answer = await apply(kit, session, { consents: all.map((one) => ({ ...one, at })) });
      expectStatus(answer, 201, `Consents dated ${at}`);
    }
  }),
  check('C54', 'keeps the limit of relatives', {}, async (kit) => {
    const session = await kit.operator();
    const { relationships, limits } = await kit.discovery();
    const [planted] = kit.tenant.subjects.adults;
    const limit =
      relationships.find(({ code }) => code === planted!.relationship)?.max_count ?? limits.relatives_max;
    if (limit > 20) skip(`${limit} relatives are allowed; the kit tries 20 at most.`);
    const made: string[] = [];
    let refused: Awaited<ReturnType<typeof apply>> | undefined;
    for (let n = 0; n <= limit && refused === undefined; n++) {
      const answer = await apply(kit, session, { planted: strangerLike(planted!, n) });
      if (answer.status === 201) made.push(idOf(answer));
      else refused = answer;
    }
    expect(refused, `${made.length} drafts were made, the limit is ${limit}.`);
    expectProblem(refused, { status: 422, code: 'quota_exceeded' }, `The draft after ${made.length}`);
    expect(made.length <= limit, `${made.length} drafts were made, the limit is ${limit}.`);
  }),
  check('C54-at-once', 'keeps the limit where many come at once', { verifies: ['C54'] }, async (kit) => {
    const session = await kit.operator();
    const { relationships, limits } = await kit.discovery();
    const [planted] = kit.tenant.subjects.adults;
    const limit =
      relationships.find(({ code }) => code === planted!.relationship)?.max_count ?? limits.relatives_max;
    if (limit > 10) skip(`${limit} relatives are allowed; the kit tries 10 at most.`);
    const wishes = Array.from({ length: limit + 3 }, (_, n) => ({ planted: strangerLike(planted!, n + 50) }));
    const answers = await Promise.all(wishes.map((wish) => apply(kit, session, wish)));
    const made = answers.filter(({ status }) => status === 201).length;
    expect(made <= limit, `${made} of ${wishes.length} at once were made, the limit is ${limit}.`);
  }),
  check('C95', 'refuses a relative who is on the way already', {}, async (kit) => {
    const session = await kit.operator();

    const { id } = await handIn(kit, session);
    const again = await apply(kit, session);
    expectProblem(again, { status: 409, code: 'duplicate_relative' }, 'A draft for who was handed in');
    await waitFor(kit, session, id, [
      'manual_review',
      'processing',
      'submitted',
      'approved',
      'rejected',
      'awaiting_subject',
    ]);
  }),
];

/** Somebody with another well-formed number of the same day: the order changes, and the check character with it. */
function strangerLike(planted: Planted, n: number): Planted {
  const order = String(100 + n * 2).padStart(3, '0');
  const head = `${planted.subject.id.number.slice(0, 14)}${order}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...head].reduce((all, digit, at) => all + Number(digit) * weights[at]!, 0);
  const number = `${head}${'10X98765432'[sum % 11]}`;
  return { ...planted, subject: { ...planted.subject, id: { ...planted.subject.id, number } } };
}

export const applicationChecks: readonly Check[] = [...draftChecks, ...ruleChecks];
