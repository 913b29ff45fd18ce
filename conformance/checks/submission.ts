import { randomUUID } from 'node:crypto';
import type { Application } from '@family-auth/library/protocol/application.ts';
import { ask } from '../engine/api.ts';
import { draft, getApplication, waitFor } from '../engine/apply.ts';
import { type Check, check } from '../engine/check.ts';
import { oldLogIn } from '../engine/ended-log-in.ts';
import { expect, expectProblem, expectStatus, shortly } from '../engine/expect.ts';
import { manifestClaims, readyDraft, signManifest, submit, upload } from '../engine/hand-in.ts';

import { claimsOf, INVALID, ready, refusals, submitRight } from './signatures.ts';

const MISMATCH = { status: 400, code: 'manifest_mismatch' } as const;

const claimChecks: readonly Check[] = [
  refusals(
    'C70',
    'refuses claims that are not about this backend, address, person and draft',
    ['C70'],
    async (kit, { session, id }) => {
      const url = await kit.url(`/applications/${id}/submission`);
      const wrong: Record<string, unknown> = {
        aud: 'https://elsewhere.example',
        iss: 'another-client',
        sub: 'another-operator',
        htu: url.replace(id, randomUUID().replaceAll('-', '')),
        app: randomUUID().replaceAll('-', ''),
      };
      return Object.entries(wrong).map(([claim, value]) => [
        `A manifest with another ${claim}`,
        INVALID,
        (claims) => signManifest({ ...claims, [claim]: value }, session),
      ]);
    },
  ),
  refusals(
    'C70-time',
    'refuses a manifest out of its time, or that lives too long',
    ['C70'],
    async (_, { session }) => {
      const now = Math.floor(Date.now() / 1000);
      return (
        [
          ['that ended 70 s ago', now - 200, now - 70],
          ['of the future', now + 70, now + 200],
          ['that lives 310 s', now, now + 310],
          ['that ends before it begins', now, now - 1],
        ] as const
      ).map(([what, iat, exp]) => [
        `A manifest ${what}`,
        INVALID,
        (claims) => signManifest({ ...claims, iat, exp }, session),
      ]);
    },
  ),
  refusals('C106', 'refuses another major version before anything else', ['C106'], async (_, { session }) => [
    [
      'A manifest of version 2.0 with claims of its own',
      { status: 400, code: 'unsupported_version', pointer: '/ver' },
      ({ aud, iss }) => signManifest({ aud, iss, ver: '2.0', everything: 'else' }, session),
    ],
  ]),
  check(
    'C106-minor',
    'takes every minor of its major, and claims that it does not know',
    { verifies: ['C106', 'C116'] },
    async (kit) => {
      const given = await ready(kit);
      const claims = await claimsOf(kit, given, { ver: '1.9', of_a_later_version: { a: 1 } });
      expectStatus(
        await submit(kit, given.session, given.id, await signManifest(claims, given.session)),
        202,
        'A manifest of version 1.9',
      );
    },
  ),
  refusals(
    'C98',
    'refuses a manifest that says otherwise than the draft',
    ['C98'],
    async (_, { session, made }) => {
      const changes: Record<string, unknown> = {
        relationship: 'spouse',
        method: 'portrait_photo',
        subject: { sha256: 'A'.repeat(43) },
        challenge: {
          id: 'aaaaaaaa',
          nonce: 'AAAA',
          policy_version: '1',
          receipts: [],
          chain: 'A'.repeat(43),
          key_frames: [],
        },
      };
      const rows = Object.entries(changes).map(
        ([claim, value]) =>
          [
            `A manifest with another ${claim}`,
            MISMATCH,
            (claims: Record<string, unknown>) => signManifest({ ...claims, [claim]: value }, session),
          ] as const,
      );
      const consents = made.consents.slice(1);
      const fewer = [
        'A manifest without a consent',
        { status: 422, code: 'consent_missing' },
        (claims: Record<string, unknown>) => signManifest({ ...claims, consents }, session),
      ] as const;
      return [...rows, fewer];
    },
  ),
  refusals(
    'C68',
    'refuses parts that differ from those that arrived',
    ['C68'],
    async (_, { session, parts: [part] }) => {
      const changes: Record<string, unknown> = {
        sha256: 'A'.repeat(43),
        size: part!.size + 1,
        role: 'social_security_card',
        cty: 'image/png',
      };
      return Object.entries(changes).map(([member, value]) => [
        `A part with another ${member}`,
        MISMATCH,
        (claims) => signManifest({ ...claims, parts: [{ ...part, [member]: value }] }, session),
      ]);
    },
  ),
  refusals('C69', 'refuses a part too many or too few', ['C69'], async (_, { session, parts: [part] }) => [
    [
      'A part that did not arrive',
      MISMATCH,
      (claims) => signManifest({ ...claims, parts: [part, { ...part, n: 1 }] }, session),
    ],
    ['A part twice', MISMATCH, (claims) => signManifest({ ...claims, parts: [part, part] }, session)],
    [
      'A part that is not named',
      { status: 400, code: ['manifest_mismatch', 'evidence_incomplete'] },
      (claims) => signManifest({ ...claims, parts: [] }, session),
    ],
  ]),
  check(
    'C69-needed',
    'refuses a document review without the document',
    { verifies: ['C69'] },
    async (kit) => {
      const session = await kit.operator();
      const made = await draft(kit, session);
      const { id } = made.application;
      const part = await upload(kit, session, id, { role: 'social_security_card' });
      const body = await signManifest(await manifestClaims(kit, session, made, [part]), session);
      expectProblem(
        await submit(kit, session, id, body),
        { status: 422, code: 'evidence_incomplete' },
        'A review without id_document',
      );
    },
  ),
];

const acceptedChecks: readonly Check[] = [
  check('C62', 'takes a good manifest: 202, Location, Retry-After', {}, async (kit) => {
    const given = await ready(kit);
    const answer = await submitRight(kit, given);
    const wanted = await kit.url(`/applications/${given.id}`);
    const location = answer.header('location') ?? 'none';
    expect(
      URL.canParse(location, wanted) && new URL(location, wanted).href === wanted,
      `Location is ${location}.`,
    );
    expect(/^\d+$/.test(answer.header('retry-after') ?? ''), 'Retry-After is missing.');
    const { status } = answer.json as Application;
    expect(status !== 'draft', 'The application is still a draft.');
  }),
  check('C71', 'judges the same manifest once, and no other after it', {}, async (kit) => {
    const given = await ready(kit);
    const body = JSON.stringify(await signManifest(await claimsOf(kit, given), given.session));
    expectStatus(await submit(kit, given.session, given.id, body), 202, 'The manifest');
    const now = await waitFor(kit, given.session, given.id, ['manual_review', 'rejected', 'approved']);
    const again = expectStatus(await submit(kit, given.session, given.id, body), 202, 'The same bytes again');
    const { version } = again.json as Application;
    expect(version === now.version, `The version went from ${now.version} to ${version}.`);
    const other = await signManifest(await claimsOf(kit, given), given.session);
    expectProblem(
      await submit(kit, given.session, given.id, other),
      { status: 409, code: 'state_conflict' },
      'Another manifest',
    );
  }),
  check('C92', 'takes no other Idempotency-Key than the jti', {}, async (kit) => {
    const given = await ready(kit);
    const claims = await claimsOf(kit, given);
    const body = JSON.stringify(await signManifest(claims, given.session));
    const other = await submit(kit, given.session, given.id, body, {
      'idempotency-key': `"${randomUUID()}"`,
    });
    expectProblem(other, { status: 400, code: 'malformed' }, 'Another Idempotency-Key than the jti');
    const same = await submit(kit, given.session, given.id, body, { 'idempotency-key': `"${claims.jti}"` });
    expectStatus(same, 202, 'The jti as Idempotency-Key');
  }),
  check('C105', 'hashes the body as it came', {}, async (kit) => {
    const given = await ready(kit);
    const { payload, signatures } = await signManifest(await claimsOf(kit, given), given.session);
    const spaced = `{ "signatures": ${JSON.stringify(signatures)},\n  "payload": "${payload}" }`;
    expectStatus(
      await submit(kit, given.session, given.id, spaced),
      202,
      'A manifest with spaces and its members in another order',
    );
    const tight = JSON.stringify({ payload, signatures });
    const again = await submit(kit, given.session, given.id, tight);
    expectProblem(again, { status: 409, code: 'state_conflict' }, 'The same manifest in other bytes');
    expectStatus(await submit(kit, given.session, given.id, spaced), 202, 'The same bytes again');
  }),
  check('C74', 'wants a fresh log-in for a submission', { waitsS: 61 }, async (kit) => {
    const { session, maxS } = await oldLogIn(kit);
    expectStatus(await ask(session, await kit.url('/me')), 200, 'GET /me by the old log-in');
    const given = { session, ...(await readyDraft(kit, session)) };
    const body = await signManifest(await claimsOf(kit, given), session);
    const refused = await submit(kit, session, given.id, body);
    expectProblem(
      refused,
      { status: 401, code: 'insufficient_user_authentication' },
      'A submission by an old log-in',
    );
    const challenge = refused.header('www-authenticate') ?? 'none';
    expect(
      /insufficient_user_authentication/.test(challenge) && new RegExp(`max_age="?${maxS}"?`).test(challenge),
      `WWW-Authenticate is ${challenge}.`,
    );
    const { status } = (await getApplication(kit, session, given.id)).json as Application;
    expect(status === 'draft', `The draft is ${status} (${shortly(refused)}).`);
  }),
];

export const submissionChecks: readonly Check[] = [...claimChecks, ...acceptedChecks];
