import type { Application } from '@family-auth/library/protocol/application.ts';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import { apply, consentsFor, documentMethod, type Planted, sealSubject } from '../engine/apply.ts';
import { type Check, check } from '../engine/check.ts';
import { newBoundKey } from '../engine/dpop.ts';
import { expect, expectProblem, expectStatus, shortly, skip } from '../engine/expect.ts';
import type { Kit } from '../engine/kit.ts';
import type { Session } from '../engine/log-in.ts';
import { withdraw } from '../engine/signed.ts';

const idOf = ({ json }: { json: unknown }): string => (json as Application).id;

/** A subject like the first planted adult, changed. */
const changed = (kit: Kit, subject: Partial<Subject>): Planted => {
  const planted = kit.tenant.subjects.adults[0]!;
  return { ...planted, subject: { ...planted.subject, ...subject } };
};

async function expectSubjectRefused(kit: Kit, subject: Partial<Subject>, what: string): Promise<void> {
  const session = await kit.operator();
  const planted = changed(kit, subject);
  const answer = await apply(kit, session, { planted });
  expectProblem(answer, { status: 422, code: 'invalid_subject', pointer: '/subject' }, what);
  const { number } = planted.subject.id;
  expect(!answer.text.includes(number), `${what}: the refusal repeats the number.`);
  expect(!answer.text.includes(planted.subject.name), `${what}: the refusal repeats the name.`);
}

/** The number with another check character. */
function wrongCheckDigit({ id }: Subject): Subject['id'] {
  const last = id.number.at(-1);
  return { ...id, number: `${id.number.slice(0, -1)}${last === '1' ? '2' : '1'}` };
}

const subjectChecks: readonly Check[] = [
  check(
    'C47',
    'refuses a number that cannot be, and repeats nothing',
    { verifies: ['C47', 'C119'] },
    async (kit) => {
      const { subject } = kit.tenant.subjects.adults[0]!;
      await expectSubjectRefused(kit, { id: wrongCheckDigit(subject) }, 'A wrong check character');
    },
  ),
  check('C47-date', 'refuses a number whose birth date cannot be', { verifies: ['C47'] }, async (kit) => {
    const { subject } = kit.tenant.subjects.adults[0]!;
    const number = `${subject.id.number.slice(0, 10)}1332${subject.id.number.slice(14)}`;
    await expectSubjectRefused(kit, { id: { ...subject.id, number } }, 'The 32nd of a thirteenth month');
  }),
  check('C47-name', 'refuses a name in characters that no name has', { verifies: ['C47'] }, async (kit) => {
    await expectSubjectRefused(kit, { name: '张三<b>' }, 'A name with markup');
    await expectSubjectRefused(kit, { name: ' 张三' }, 'A name with a space before it');
  }),
  check('C47-own', 'refuses the operator themself', { verifies: ['C47'] }, async (kit) => {
    const session = await kit.operator();
    const own = kit.tenant.accounts.find(({ name }) => name === session.account)!;
    const { relationship } = kit.tenant.subjects.adults[0]!;
    const answer = await apply(kit, session, { planted: { subject: own.subject, relationship } });
    expectProblem(
      answer,
      { status: 422, code: 'invalid_subject', pointer: '/subject' },
      'A draft for oneself',
    );
  }),
  check('C48', 'answers alike whether somebody exists or not', {}, async (kit) => {
    const session = await kit.operator();
    const { adults, unknown } = kit.tenant.subjects;
    const known = await apply(kit, session, { planted: adults[0]! });
    await withdraw(kit, session, idOf(known));
    const nobody = await apply(kit, session, { planted: unknown });
    const shape = ({ json }: { json: unknown }) =>
      Object.keys(json as object)
        .sort()
        .join();
    expect(known.status === nobody.status, `Somebody known: ${shortly(known)}, nobody: ${shortly(nobody)}.`);
    expect(shape(known) === shape(nobody), 'The two answers differ in shape.');
    const wrongName = changed(kit, { name: '赵不同' });
    await withdraw(kit, session, idOf(nobody));
    const misnamed = await apply(kit, session, { planted: wrongName });
    expect(misnamed.status === known.status, `A wrong name is answered ${shortly(misnamed)}.`);
  }),
  check('C49', 'needs a guardian’s consent for a child', {}, async (kit) => {
    const session = await kit.operator();
    const { child } = kit.tenant.subjects;
    const method = await documentMethod(kit);
    const answer = await apply(kit, session, {
      planted: child,
      consents: await consentsFor(kit, method, ['operator', 'subject']),
    });
    expectProblem(
      answer,
      { status: 422, code: 'guardian_required' },
      'A child without the guardian’s consent',
    );
    const all = await consentsFor(kit, method, ['operator', 'subject', 'guardian']);
    expectStatus(await apply(kit, session, { planted: child, consents: all }), 201, 'A child with it');
  }),
  check('C50', 'takes no guardian’s consent from a relative who can be none', {}, async (kit) => {
    const session = await kit.operator();
    const { relationships } = await kit.discovery();
    const rule = relationships.find(
      ({ guardian_capable, age_difference }) => !guardian_capable && age_difference === undefined,
    );
    if (rule === undefined) skip('Every relationship that fits any age is guardian_capable.');
    const consents = await consentsFor(kit, await documentMethod(kit), ['operator', 'subject', 'guardian']);
    const wish = { planted: kit.tenant.subjects.child, relationship: rule.code, consents };
    expectProblem(
      await apply(kit, session, wish),
      { status: 422, code: 'relationship_not_allowed' },
      `A child as ${rule.code}`,
    );
  }),
  check('C52', 'brings a name through unchanged', {}, async (kit) => {
    const session = await kit.operator();
    // Han of the basic block, of a compatibility block that NFC would change, of plane 2; the separator; fifty and more.
    for (const name of ['\u{F900}\u{20BB7}', '阿依古丽·买买提', '王'.repeat(50)]) {
      const answer = expectStatus(
        await apply(kit, session, { planted: changed(kit, { name }) }),
        201,
        `A name of ${[...name].length}`,
      );
      const { subject_name: masked, id } = answer.json as Application;
      const first = [...name][0]!;
      expect(
        [...masked][0] === first || masked.startsWith('*'),
        'The masked name begins with another character.',
      );
      expect(masked.normalize('NFC') === masked || masked.includes(first), 'The name was normalised.');
      await withdraw(kit, session, id);
    }
  }),
];

const sealChecks: readonly Check[] = [
  check('C43', 'refuses a subject sealed to a key that is not there', {}, async (kit) => {
    const { planted, session } = await toSeal(kit);
    const recipient = { ...(await kit.recipient()), kid: 'no-such-key' };
    await expectSealRefused(
      kit,
      session,
      await sealSubject(kit, session, planted.subject, { recipient }),
      'An unknown kid',
    );
  }),
  check('C44', 'refuses a sealed subject whose header was changed', {}, async (kit) => {
    const { planted, session } = await toSeal(kit);
    const [head = '', ...rest] = (await sealSubject(kit, session, planted.subject)).split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    for (const change of [{ iat: header.iat + 1 }, { cty: 'text/plain' }, { more: 1 }]) {
      const other = Buffer.from(JSON.stringify({ ...header, ...change })).toString('base64url');
      await expectSealRefused(
        kit,
        session,
        [other, ...rest].join('.'),
        `A header with another ${Object.keys(change)[0]}`,
      );
    }
  }),
  check('C45', 'refuses a subject sealed for another backend or another key', {}, async (kit) => {
    const { planted, session } = await toSeal(kit);
    const { jkt } = await newBoundKey();
    for (const header of [
      { aud: 'https://elsewhere.example' },
      { jkt },
      { aud: undefined },
      { jkt: undefined },
    ]) {
      const sealed = await sealSubject(kit, session, planted.subject, { header });
      await expectSealRefused(kit, session, sealed, `Another ${Object.keys(header)[0]}`);
    }
  }),
  check('C46', 'takes no other algorithm and no compression', {}, async (kit) => {
    const { planted, session } = await toSeal(kit);
    const [head = '', ...rest] = (await sealSubject(kit, session, planted.subject)).split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    for (const change of [
      { alg: 'dir' },
      { alg: 'RSA1_5' },
      { alg: 'ECDH-ES+A256KW' },
      { enc: 'A128GCM' },
      { enc: 'A256CBC-HS512' },
      { zip: 'DEF' },
    ]) {
      const other = Buffer.from(JSON.stringify({ ...header, ...change })).toString('base64url');
      const answer = await apply(kit, session, { sealed: [other, ...rest].join('.') });
      expectProblem(
        answer,
        { status: 422, code: 'alg_not_allowed' },
        `A subject with ${JSON.stringify(change)}`,
      );
    }
  }),
  check('C100', 'takes base64url in its one spelling', {}, async (kit) => {
    const { planted, session } = await toSeal(kit);
    const segments = (await sealSubject(kit, session, planted.subject)).split('.');
    // The tag has 16 bytes: 22 characters, of which the last has four spare bits.
    const tag = segments[4]!;
    const spare = String.fromCharCode(tag.charCodeAt(21) + 1);
    const others = [
      `${segments.slice(0, 4).join('.')}.${tag.slice(0, 21)}${spare}`,
      `${segments.join('.')}==`,
    ];
    for (const sealed of others)
      await expectSealRefused(kit, session, sealed, 'Another spelling of the same bytes');
  }),
  check('C101', 'takes a sealed subject in its time alone', {}, async (kit) => {
    const { planted, session } = await toSeal(kit);
    const now = Math.floor(Date.now() / 1000);
    for (const [what, iat, exp] of [
      ['One that lives 660 s', now, now + 660],
      ['One that ended 70 s ago', now - 200, now - 70],
      ['One of the future', now + 70, now + 600],
    ] as const) {
      await expectSealRefused(
        kit,
        session,
        await sealSubject(kit, session, planted.subject, { header: { iat, exp } }),
        what,
      );
    }
    const early = await sealSubject(kit, session, planted.subject, {
      header: { iat: now + 45, exp: now + 600 },
    });
    expectStatus(await apply(kit, session, { sealed: early }), 201, 'One whose clock is 45 s ahead');
  }),
];

async function toSeal(kit: Kit): Promise<{ session: Session; planted: Planted }> {
  await documentMethod(kit);
  return { session: await kit.operator(), planted: kit.tenant.subjects.adults[0]! };
}

async function expectSealRefused(kit: Kit, session: Session, sealed: string, what: string): Promise<void> {
  expectProblem(await apply(kit, session, { sealed }), { status: 400, code: 'invalid_jwe' }, what);
}

export const subjectAndSealChecks: readonly Check[] = [...subjectChecks, ...sealChecks];
