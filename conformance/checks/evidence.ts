import type { Application } from '@family-auth/library/protocol/application.ts';
import { ask } from '../engine/api.ts';
import { draft } from '../engine/apply.ts';
import { type Check, check } from '../engine/check.ts';
import { digestOf } from '../engine/dpop.ts';
import { expect, expectProblem, expectStatus, shortly } from '../engine/expect.ts';
import { type Part, photo, putPart, sealPart, upload } from '../engine/hand-in.ts';
import type { Kit } from '../engine/kit.ts';
import type { Session } from '../engine/log-in.ts';

interface WithDraft {
  readonly session: Session;
  readonly id: string;
}

async function withDraft(kit: Kit): Promise<WithDraft> {
  const session = await kit.operator();
  return { session, id: (await draft(kit, session)).application.id };
}

/** Announces so many bytes and sends none. */
const announce = async (kit: Kit, { session, id }: WithDraft, bytes: number | undefined, n = 0) =>
  ask(session, await kit.url(`/applications/${id}/evidence/${n}`), {
    method: 'PUT',
    headers: {
      'content-type': 'application/jose',
      'content-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:`,
      ...(bytes === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(bytes) }),
    },
    headOnly: true,
  });

const partsOf = async (kit: Kit, { session, id }: WithDraft) => {
  const answer = await ask(session, await kit.url(`/applications/${id}/evidence`));
  expectStatus(answer, 200, 'GET of the parts');
  return (answer.json as { parts: { n: number; sha256: string; size: number }[] }).parts;
};

/** Other bytes for the same number. */
const anotherPart = (kit: Kit, id: string): Promise<Part> => sealPart(kit, id);

export const evidenceChecks: readonly Check[] = [
  check('C56', 'takes a part once: 201, the same 204, another 409', {}, async (kit) => {
    const { session, id } = await withDraft(kit);
    const part = await sealPart(kit, id);
    expectStatus(await putPart(kit, session, id, part), 201, 'A new part');
    expectStatus(await putPart(kit, session, id, part), 204, 'The same bytes again');
    const other = await putPart(kit, session, id, await anotherPart(kit, id));
    expectProblem(other, { status: 409, code: 'part_conflict' }, 'Other bytes at that number');
    const [kept, ...more] = await partsOf(kit, { session, id });
    expect(kept?.sha256 === part.part.sha256 && more.length === 0, 'The first bytes are not what is kept.');
  }),
  check('C57', 'refuses a part whose digest is missing or wrong', {}, async (kit) => {
    const { session, id } = await withDraft(kit);
    const part = await sealPart(kit, id);
    const wrong = `sha-256=:${Buffer.from(digestOf('other'), 'base64url').toString('base64')}:`;
    for (const [what, value] of [
      ['No Content-Digest', undefined],
      ['The digest of other bytes', wrong],
      ['A digest by another algorithm alone', `md5=:${Buffer.alloc(16).toString('base64')}:`],
    ] as const) {
      const answer = await putPart(kit, session, id, part, { 'content-digest': value });
      expectProblem(answer, { status: 400, code: 'digest_mismatch' }, what);
    }
    expect((await partsOf(kit, { session, id })).length === 0, 'A part that was refused is kept.');
  }),
  check('C58', 'refuses a part that is too large by its announced length', {}, async (kit) => {
    const made = await withDraft(kit);
    const { part_max_bytes: max } = (await kit.discovery()).limits;
    // The first request gets the nonce, so that the second is refused by its length and nothing else.
    const answer = await announce(kit, made, max + 1);
    expectProblem(answer, { status: 413, code: 'part_too_large' }, `A part of ${max + 1} bytes`);
  }),
  check('C58-length', 'refuses a part without a length', { verifies: ['C58'] }, async (kit) => {
    const made = await withDraft(kit);
    const answer = await announce(kit, made, undefined);
    expectProblem(answer, { status: 400, code: 'malformed' }, 'A part without Content-Length');
  }),
  check('C58-number', 'refuses more parts than it announces', { verifies: ['C58'] }, async (kit) => {
    const { session, id } = await withDraft(kit);
    const { parts_max: max } = (await kit.discovery()).limits;
    const tooHigh = await putPart(
      kit,
      session,
      id,
      await sealPart(kit, id, { n: max, content: new Uint8Array(8) }),
    );
    expectProblem(
      tooHigh,
      { status: 413, code: 'evidence_too_large' },
      `Part ${max}, where ${max} are allowed`,
    );
  }),
  check('C58-sum', 'refuses parts that are too much together', { verifies: ['C58'] }, async (kit) => {
    const { session, id } = await withDraft(kit);
    const {
      part_max_bytes: partMax,
      evidence_max_bytes: allMax,
      parts_max: partsMax,
    } = (await kit.discovery()).limits;
    if (partMax * partsMax <= allMax) return;
    const content = new Uint8Array(Math.floor(partMax * 0.74) - 600);
    for (let n = 0, sum = 0; n < partsMax; n++) {
      const part = await sealPart(kit, id, { n, content });
      const answer = await putPart(kit, session, id, part);
      sum += part.bytes.length;
      if (sum > allMax)
        return expectProblem(
          answer,
          { status: 413, code: 'evidence_too_large' },
          `${sum} bytes in ${n + 1} parts`,
        );
      expectStatus(answer, 201, `${sum} bytes in ${n + 1} parts`);
    }
  }),
  check('C59', 'lists what arrived', {}, async (kit) => {
    const { session, id } = await withDraft(kit);
    expect((await partsOf(kit, { session, id })).length === 0, 'A new draft has parts.');
    const parts = [
      await upload(kit, session, id),
      await upload(kit, session, id, { n: 1, role: 'social_security_card' }),
    ];
    const listed = (await partsOf(kit, { session, id })).toSorted((a, b) => a.n - b.n);
    const short = (all: readonly { n: number; sha256: string; size: number }[]) =>
      JSON.stringify(all.map(({ n, sha256, size }) => [n, sha256, size]));
    expect(short(listed) === short(parts), `Expected ${short(parts)}, got ${short(listed)}.`);
  }),
  check('C60', 'lets nobody else put parts or list them', {}, async (kit) => {
    const [owner, other] = await kit.twoOperators();
    const { id } = (await draft(kit, owner)).application;
    const refused = { status: 404, code: 'not_found' } as const;
    expectProblem(
      await putPart(kit, other, id, await sealPart(kit, id)),
      refused,
      'A part by another operator',
    );
    const list = await ask(other, await kit.url(`/applications/${id}/evidence`));
    expectProblem(list, refused, 'The list for another operator');
    expect(
      (await partsOf(kit, { session: owner, id })).length === 0,
      'The part of another operator is kept.',
    );
  }),
  check('C61', 'gives no part back', {}, async (kit) => {
    const { session, id } = await withDraft(kit);
    await upload(kit, session, id);
    for (const path of [
      `/applications/${id}/evidence/0`,
      `/evidence/${id}/0`,
      `/applications/${id}/evidence/0/content`,
    ]) {
      for (const method of ['GET', 'POST']) {
        const answer = await ask(session, await kit.url(path), { method });
        expect(answer.status >= 400, `${method} ${path} is answered ${shortly(answer)}.`);
        expect(
          answer.bytes.length < 10_000,
          `${method} ${path} is answered with ${answer.bytes.length} bytes.`,
        );
      }
    }
  }),
  check('C97', 'takes no role and no media type that the method does not ask for', {}, async (kit) => {
    const { session, id } = await withDraft(kit);
    const refused = (pointer: string) => ({ status: 400, code: 'malformed', pointer }) as const;
    const role = await putPart(
      kit,
      session,
      id,
      await sealPart(kit, id, { role: 'trace', cty: 'application/octet-stream' }),
    );
    expectProblem(role, refused('/role'), 'A trace for a document review');
    const cty = await putPart(kit, session, id, await sealPart(kit, id, { cty: 'application/pdf' }));
    expectProblem(cty, refused('/cty'), 'A document as application/pdf');
  }),
  check('C103', 'takes a part at the place that it was sealed for', {}, async (kit) => {
    const { session, id } = await withDraft(kit);
    const other = (await draft(kit, session, { planted: kit.tenant.subjects.adults[1]! }))
      .application as Application;
    const refused = { status: 400, code: 'invalid_jwe' } as const;
    const elsewhere = await sealPart(kit, other.id);
    expectProblem(await putPart(kit, session, id, elsewhere), refused, 'A part of another application');
    const moved = await sealPart(kit, id, { header: { n: 1 } });
    expectProblem(await putPart(kit, session, id, moved), refused, 'Part 1 at the place of part 0');
  }),
  check(
    'C43-part',
    'refuses a part sealed to a key that is not there',
    { verifies: ['C43'] },
    async (kit) => {
      const { session, id } = await withDraft(kit);
      const { bytes } = await sealPart(kit, id, { content: await photo() });
      const [head = '', ...rest] = new TextDecoder().decode(bytes).split('.');
      const header = JSON.parse(Buffer.from(head, 'base64url').toString());
      for (const change of [{ kid: 'no-such-key' }]) {
        const other = Buffer.from(JSON.stringify({ ...header, ...change })).toString('base64url');
        const changed = new TextEncoder().encode([other, ...rest].join('.'));
        const part = {
          bytes: changed,
          part: {
            n: 0,
            role: 'id_document',
            sha256: digestOf(changed),
            size: changed.length,
            cty: 'image/jpeg',
          },
        } as const;
        const answer = await putPart(kit, session, id, part);
        expectProblem(
          answer,
          { status: 400, code: 'invalid_jwe' },
          `A part with another ${Object.keys(change)[0]}`,
        );
      }
    },
  ),
];
