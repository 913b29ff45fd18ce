import { createHmac } from 'node:crypto';
import { INTENT_TYP, SUBMISSION_TYP } from '@family-auth/library/protocol/submission.ts';
import { type Check, check } from '../engine/check.ts';
import { newBoundKey } from '../engine/dpop.ts';
import type { Answer } from '../engine/exchange.ts';
import { type ExpectedProblem, expectProblem, expectStatus } from '../engine/expect.ts';
import { manifestClaims, type ReadyDraft, readyDraft, signManifest, submit } from '../engine/hand-in.ts';
import type { Kit } from '../engine/kit.ts';
import type { Session } from '../engine/log-in.ts';
import { entryOf, type SignedBody, sign } from '../engine/signed.ts';

export interface Ready extends ReadyDraft {
  readonly session: Session;
}

export async function ready(kit: Kit): Promise<Ready> {
  const session = await kit.operator();
  return { session, ...(await readyDraft(kit, session)) };
}

export const claimsOf = (kit: Kit, { session, made, parts }: Ready, changes: Record<string, unknown> = {}) =>
  manifestClaims(kit, session, made, parts, changes);

/** Submits what `make` makes of the right claims, expects the refusal, and that the right one is still taken. */
async function expectRefused(
  kit: Kit,
  given: Ready,
  what: string,
  expected: ExpectedProblem,
  make: (claims: Record<string, unknown>) => Promise<SignedBody | string>,
): Promise<void> {
  const answer = await submit(kit, given.session, given.id, await make(await claimsOf(kit, given)));
  expectProblem(answer, expected, what);
}

export async function submitRight(kit: Kit, given: Ready): Promise<Answer> {
  const body = await signManifest(await claimsOf(kit, given), given.session);
  return expectStatus(
    await submit(kit, given.session, given.id, body),
    202,
    'The right manifest after those',
  );
}

/** One refusal after the other of one draft; at the end the right manifest is taken, so that nothing else was wrong. */
export const refusals = (
  id: string,
  title: string,
  verifies: readonly string[],
  rows: (
    kit: Kit,
    given: Ready,
  ) => Promise<
    readonly (readonly [
      what: string,
      expected: ExpectedProblem,
      make: (claims: Record<string, unknown>) => Promise<SignedBody | string>,
    ])[]
  >,
): Check =>
  check(id, title, { verifies }, async (kit) => {
    const given = await ready(kit);
    for (const [what, expected, make] of await rows(kit, given))
      await expectRefused(kit, given, what, expected, make);
    await submitRight(kit, given);
  });

export const INVALID = { status: 400, code: 'invalid_jws' } as const;
const NOT_ALLOWED = { status: 422, code: 'alg_not_allowed' } as const;

export const signatureChecks: readonly Check[] = [
  refusals('C63', 'refuses an unsigned manifest', ['C63'], async (_, { session }) => [
    [
      'A manifest with alg none',
      NOT_ALLOWED,
      async (claims) => {
        const { payload } = await signManifest(claims, session);
        const header = { alg: 'none', typ: SUBMISSION_TYP, kid: session.jkt };
        return { payload, signatures: [await entryOf(header, payload, () => new Uint8Array())] };
      },
    ],
  ]),
  refusals('C64', 'refuses a symmetric algorithm, whatever its key', ['C64'], async (_, { session }) => [
    [
      'A manifest with HS256, keyed by the public key',
      NOT_ALLOWED,
      async (claims) => {
        const { payload } = await signManifest(claims, session);
        const header = { alg: 'HS256', typ: SUBMISSION_TYP, kid: session.jkt };
        return {
          payload,
          signatures: [
            await entryOf(header, payload, (input) => hmac(JSON.stringify(session.publicJwk), input)),
          ],
        };
      },
    ],
  ]),
  refusals('C65', 'refuses a header with crit', ['C65'], async (_, { session }) => [
    ['A manifest with crit', INVALID, (claims) => signManifest(claims, session, { crit: ['exp'], exp: 1 })],
  ]),
  refusals('C66', 'refuses a manifest by another key than the token’s', ['C66'], async () => [
    [
      'A manifest by another key',
      { status: 403, code: 'key_mismatch' },
      async (claims) => signManifest(claims, await newBoundKey()),
    ],
  ]),
  refusals('C67', 'refuses a signature that does not verify', ['C67'], async (_, { session }) => [
    [
      'A payload with one byte changed',
      INVALID,
      async (claims) => {
        const body = await signManifest(claims, session);
        const text = Buffer.from(body.payload, 'base64url')
          .toString()
          .replace('"relationship":"', '"relationship":"x');
        return { ...body, payload: Buffer.from(text).toString('base64url') };
      },
    ],
    [
      'A signature by another key under the right kid',
      INVALID,
      async (claims) => signManifest(claims, { ...(await newBoundKey()), jkt: session.jkt }),
    ],
  ]),
  refusals('C104', 'never takes an intent’s type for a manifest’s', ['C104'], async (_, { session }) => [
    ['A manifest with the typ of an intent', INVALID, (claims) => sign(claims, INTENT_TYP, session)],
    ['A manifest without typ', INVALID, (claims) => signManifest(claims, session, { typ: undefined })],
  ]),
  refusals(
    'C100-jws',
    'takes the base64url of a signature in its one spelling',
    ['C100'],
    async (_, { session }) => [
      [
        'Another spelling of the same signature',
        INVALID,
        async (claims) => {
          const {
            payload,
            signatures: [entry],
          } = await signManifest(claims, session);
          const { protected: header, signature } = entry!;
          const last = String.fromCharCode(signature.charCodeAt(85) + 1);
          return {
            payload,
            signatures: [{ protected: header, signature: `${signature.slice(0, 85)}${last}` }],
          };
        },
      ],
    ],
  ),
  check('C73', 'passes over a further signature of an unknown algorithm', {}, async (kit) => {
    const given = await ready(kit);
    const { payload, signatures } = await signManifest(await claimsOf(kit, given), given.session);
    const header = { alg: 'SM2', typ: SUBMISSION_TYP, kid: 'another-key' };
    const more = await entryOf(header, payload, () => new Uint8Array(64));
    const answer = await submit(kit, given.session, given.id, { payload, signatures: [more, ...signatures] });
    expectStatus(answer, 202, 'A manifest with one more signature, by SM2');
  }),
];

const hmac = (secret: string, input: Uint8Array): Uint8Array =>
  createHmac('sha256', secret).update(input).digest();
