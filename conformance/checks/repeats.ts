import { randomUUID } from 'node:crypto';
import type { Application } from '@family-auth/library/protocol/application.ts';
import { ask } from '../engine/api.ts';
import {
  applicationBody,
  apply,
  consentsFor,
  documentMethod,
  draft,
  getApplication,
  postApplication,
} from '../engine/apply.ts';
import { type Check, check } from '../engine/check.ts';
import { expect, expectProblem, expectStatus, shortly } from '../engine/expect.ts';
import { withdraw } from '../engine/signed.ts';

const idOf = ({ json }: { json: unknown }): string => (json as Application).id;

const repeatChecks: readonly Check[] = [
  check('C40', 'answers the same request under the same key as before', {}, async (kit) => {
    const session = await kit.operator();
    const [body, key] = [await applicationBody(kit, session), randomUUID()];
    const first = expectStatus(await postApplication(kit, session, body, key), 201, 'A draft');
    kit.atEnd(() => withdraw(kit, session, idOf(first)));
    const again = expectStatus(await postApplication(kit, session, body, key), 201, 'The same again');
    expect(idOf(first) === idOf(again), 'A second draft was made.');
    for (const name of ['location', 'etag'])
      expect(
        first.header(name) === again.header(name),
        `The same again has ${again.header(name) ?? 'no'} ${name}, the first had ${first.header(name) ?? 'none'}.`,
      );
    const { status } = (await getApplication(kit, session, idOf(first))).json as Application;
    expect(status === 'draft', `The draft is ${status} after the same request.`);
    const quoted = await postApplication(kit, session, body, `"${key}"`);
    expect(
      quoted.status === 201 && idOf(quoted) === idOf(first),
      `The key as a quoted string: ${shortly(quoted)}.`,
    );
  }),
  check('C40-needed', 'needs a key for a draft', { verifies: ['C40'] }, async (kit) => {
    const session = await kit.operator();
    const answer = await postApplication(kit, session, await applicationBody(kit, session), null);
    expectProblem(answer, { status: 400, code: 'malformed' }, 'POST /applications without Idempotency-Key');
  }),
  check('C41', 'refuses another request under the same key', {}, async (kit) => {
    const session = await kit.operator();
    const key = randomUUID();
    const first = expectStatus(
      await postApplication(kit, session, await applicationBody(kit, session), key),
      201,
      'A draft',
    );
    kit.atEnd(() => withdraw(kit, session, idOf(first)));
    const other = await postApplication(kit, session, await applicationBody(kit, session), key);
    expectProblem(other, { status: 422, code: 'idempotency_conflict' }, 'Another body under the same key');
  }),
  check('C42', 'carries out one of many equal requests', {}, async (kit) => {
    const session = await kit.operator();
    const [body, key] = [await applicationBody(kit, session), randomUUID()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => postApplication(kit, session, body, key)),
    );
    const made = new Set(answers.filter(({ status }) => status === 201).map(idOf));
    for (const id of made) kit.atEnd(() => withdraw(kit, session, id));
    expect(made.size === 1, `20 equal requests at once made ${made.size} drafts.`);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expectProblem(answer, { status: 409, code: 'idempotency_in_progress' }, 'One of 20 at once');
      expect(/^\d+$/.test(answer.header('retry-after') ?? ''), 'idempotency_in_progress has no Retry-After.');
    }
    const id = [...made][0]!;
    const { status } = (await getApplication(kit, session, id)).json as Application;
    expect(status === 'draft', `The draft is ${status} after 20 equal requests.`);
  }),
  check('C91', 'leaves nothing of what failed under its key', {}, async (kit) => {
    const session = await kit.operator();
    const key = randomUUID();
    const wrong = await postApplication(
      kit,
      session,
      await applicationBody(kit, session, { consents: [] }),
      key,
    );
    expectProblem(wrong, { status: 422, code: 'consent_missing' }, 'A draft without consents');
    const right = await postApplication(kit, session, await applicationBody(kit, session), key);
    expectStatus(right, 201, 'A good draft under the key of one that failed');
    await withdraw(kit, session, idOf(right));
  }),
];

const shapeChecks: readonly Check[] = [
  check('C116', 'passes over members that it does not know', {}, async (kit) => {
    const session = await kit.operator();
    const answer = await apply(kit, session, { body: { of_a_later_version: { a: [1] } } });
    expectStatus(answer, 201, 'A draft with a member of a later version');
  }),
  check('C117', 'refuses an unknown value of a closed list, and says where', {}, async (kit) => {
    const session = await kit.operator();
    const answer = await apply(kit, session, { body: { method: 'crystal_ball' } });
    expectProblem(answer, { status: 400, code: 'malformed', pointer: '/method' }, 'A draft by crystal_ball');
    const consents = (await consentsFor(kit, await documentMethod(kit))).map((one) => ({
      ...one,
      by: 'nobody',
    }));
    const givers = await apply(kit, session, { body: { consents } });
    expectProblem(givers, { status: 400, code: 'malformed', pointer: '/consents' }, 'A consent by nobody');
  }),
  check('C119', 'repeats nothing of what was sent in a refusal', {}, async (kit) => {
    const session = await kit.operator();
    const word = `marked-${randomUUID()}`;
    const refused = [
      await apply(kit, session, { body: { method: word } }),
      await apply(kit, session, { body: { subject: word } }),
      await apply(kit, session, { body: { relationship: word } }),
      await apply(kit, session, { body: { consents: [{ notice: word }] } }),
      await ask(session, await kit.url('/applications'), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: `{"${word}`,
      }),
    ];
    for (const answer of refused) {
      expect(answer.status >= 400, `A draft with ${word} was taken.`);
      expect(!answer.text.includes(word), `The refusal (${shortly(answer)}) repeats what was sent.`);
    }
  }),
  check('C90', 'names nobody in an address, and numbers nothing', {}, async (kit) => {
    const session = await kit.operator();
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push((await draft(kit, session)).application.id);
    for (const id of ids)
      expect(/^[\w-]{8,64}$/.test(id), `The id ${id} is not 8 to 64 characters of base64url.`);
    const numbers = ids.map((id) => (/^\d+$/.test(id) ? Number(id) : Number.NaN));
    expect(numbers.every(Number.isNaN), `The ids ${ids.join(', ')} count.`);
  }),
];

export const repeatAndShapeChecks: readonly Check[] = [...repeatChecks, ...shapeChecks];
