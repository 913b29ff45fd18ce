import type { PublicJwk } from '@family-auth/library/seal/keys.ts';
import { sealSubject } from '@family-auth/library/seal/subject.ts';
import { consentsFor, OPERATOR, residentOf } from '../../support/family.ts';
import { type ApiCall, callApi } from '../api-call.ts';
import { type Kind, rowsOf } from '../call-rows.ts';
import type { Row } from '../row.ts';
import { adultAt, CHALLENGE_REQUEST, type World } from '../world.ts';
import { apiPartRows } from './api-parts.ts';

const NEW = 'POST /v1/applications';
const newcomer = adultAt(6);
type Sealing = Partial<Parameters<typeof sealSubject>[1]>;

/** A right application but for `changes`, of its subject and of how that is sealed. */
async function application(
  world: World,
  changes: object = {},
  subject: unknown = newcomer,
  sealing: Sealing = {},
): Promise<ApiCall> {
  const sealed = await sealSubject(subject as never, {
    recipient: world.known.recipient,
    aud: world.known.discovery.issuer,
    jkt: world.owner.jkt,
    nowMs: Date.now(),
    ...sealing,
  });
  const consents = consentsFor(world.known, 'document_review');
  return {
    body: JSON.stringify({
      relationship: 'other',
      method: 'document_review',
      subject: sealed,
      consents,
      ...changes,
    }),
  };
}
const named = (name: string) => ({ ...newcomer, name });
const numbered = (number: string) => residentOf(newcomer.name, number);
const sealedTo = (changes: object) => (world: World) =>
  application(world, {}, newcomer, { recipient: { ...world.known.recipient, ...changes } as PublicJwk });

const applications: readonly Kind[] = [
  [
    'no Idempotency-Key',
    400,
    'malformed',
    async (world) => ({ ...(await application(world)), headers: { 'idempotency-key': undefined } }),
  ],
  [
    'an Idempotency-Key that is none',
    400,
    'malformed',
    async (world) => ({ ...(await application(world)), headers: { 'idempotency-key': '"short"' } }),
  ],
  [
    'an endless Idempotency-Key',
    400,
    'malformed',
    async (world) => ({ ...(await application(world)), headers: { 'idempotency-key': 'k'.repeat(500) } }),
  ],
  [
    'two Idempotency-Keys',
    400,
    'malformed',
    async (world) => ({
      ...(await application(world)),
      headers: { 'idempotency-key': ['"one-key-0001"', '"one-key-0002"'] },
    }),
  ],
  [
    'a relationship that is none',
    422,
    'relationship_not_allowed',
    (world) => application(world, { relationship: '\u0000\u202eenemy' }),
  ],
  ['a subject that is no JWE', 400, 'invalid_jwe', (world) => application(world, { subject: 'a.b.c.d.e' })],
  [
    'a subject of endless parts',
    400,
    'invalid_jwe',
    (world) => application(world, { subject: '.'.repeat(20_000) }),
  ],
  ['a subject sealed to an unknown key', 400, 'invalid_jwe', sealedTo({ kid: 'unknown-key' })],
  [
    'a subject sealed for another backend',
    400,
    'invalid_jwe',
    (world) => application(world, {}, newcomer, { aud: 'https://other.example' }),
  ],
  [
    'a subject sealed by another key',
    400,
    'invalid_jwe',
    (world) => application(world, {}, newcomer, { jkt: 'A'.repeat(43) }),
  ],
  [
    'a subject sealed long ago',
    400,
    'invalid_jwe',
    (world) => application(world, {}, newcomer, { nowMs: Date.now() - 86_400_000 }),
  ],
  [
    'a subject sealed in the future',
    400,
    'invalid_jwe',
    (world) => application(world, {}, newcomer, { nowMs: Date.now() + 86_400_000 }),
  ],
  [
    'a subject of another shape',
    422,
    'invalid_subject',
    (world) => application(world, {}, { name: 7, id: null }),
  ],
  ['a name with a NUL', 422, 'invalid_subject', (world) => application(world, {}, named('安\u0000然'))],
  [
    'a name that turns the text around',
    422,
    'invalid_subject',
    (world) => application(world, {}, named('安\u202e然')),
  ],
  [
    'a name with half a character',
    422,
    'invalid_subject',
    (world) => application(world, {}, named('安\ud800然')),
  ],
  [
    'a name of a thousand accents',
    422,
    'invalid_subject',
    (world) => application(world, {}, named(`a${'\u0301'.repeat(140)}`)),
  ],
  ['an endless name', 422, 'invalid_subject', (world) => application(world, {}, named('安'.repeat(4000)))],
  [
    'a number with a wrong check digit',
    422,
    'invalid_subject',
    (world) => application(world, {}, numbered('118801198803128025')),
  ],
  [
    'a padded number',
    422,
    'invalid_subject',
    (world) => application(world, {}, numbered(`${newcomer.id.number} `)),
  ],
  [
    'a number in full-width digits',
    422,
    'invalid_subject',
    (world) => application(world, {}, numbered('１１８８０１１９８８０３１２８０２４')),
  ],
  [
    "the operator's own number",
    422,
    'invalid_subject',
    (world) => application(world, {}, residentOf(OPERATOR.name, OPERATOR.idNumber)),
  ],
  ['no consents', 422, 'consent_missing', (world) => application(world, { consents: [] })],
  [
    'a consent to an unknown text',
    422,
    'consent_missing',
    (world) =>
      application(world, {
        consents: [{ ...consentsFor(world.known, 'document_review')[0], notice: 'x\u0000' }],
      }),
  ],
  [
    'thousands of consents',
    400,
    'malformed',
    (world) => application(world, { consents: Array(10_000).fill({}) }),
  ],
  [
    'a relative who is there already',
    409,
    'duplicate_relative',
    (world) => application(world, { relationship: 'sibling' }, adultAt(2)),
  ],
  ['one more of what is full', 422, 'quota_exceeded', (world) => application(world)],
];

/** The same key with another body: what was made the first time stays, nothing is added. */
const conflict: Row = {
  endpoint: NEW,
  kind: 'an Idempotency-Key with another body',
  status: 422,
  code: 'idempotency_conflict',
  writes: [
    'idempotency_keys',
    'applications',
    'application_transitions',
    'audit_entries',
    'attempt_counters',
  ],
  async send(world) {
    const headers = { 'idempotency-key': '"conflict-0001"' };
    await callApi(world, NEW, { ...(await application(world, { relationship: 'sibling' })), headers });
    const before = await world.kept();
    const answer = await callApi(world, NEW, {
      ...(await application(world, { relationship: 'sibling' })),
      headers,
    });
    const news = (await world.kept()).filter((line) => !before.includes(line) && !line.startsWith('used_'));
    return news.length === 0 ? answer : { ...answer, status: 0, body: `wrote ${news}` };
  },
};

const HUGE = Number.MAX_SAFE_INTEGER;
const challenge = (changes: object) => (): ApiCall => ({
  body: JSON.stringify({ ...CHALLENGE_REQUEST, ...changes }),
});
const STEPS = 'POST /v1/challenges/:id/steps';
const step = (changes: object) => (): ApiCall => ({
  body: JSON.stringify({ i: 0, chain: 'A'.repeat(43), frames: 3, elapsed_ms: 2000, ...changes }),
});

/** Right in shape, wrong in what it says: values, seals, digests, order, places. */
export const apiValueRows: readonly Row[] = [
  ...rowsOf(NEW, applications),
  conflict,
  ...rowsOf('POST /v1/applications/:id/challenges', [
    ['a rate of 0', 400, 'malformed', challenge({ measured_fps: 0 })],
    ['a movement that nobody is spared', 400, 'malformed', challenge({ without: 'nose' })],
    ['two movements to be spared', 400, 'malformed', challenge({ without: ['eyes', 'head'] })],
    ['a rate beyond reason', 400, 'malformed', challenge({ measured_fps: 1e300 })],
    ['a frame beyond reason', 400, 'malformed', challenge({ frame: { width: HUGE, height: HUGE } })],
    ['a frame without size', 400, 'malformed', challenge({ frame: { width: 0, height: -1 } })],
    ['a mode that is none', 400, 'malformed', challenge({ mode: 'none' })],
    [
      'an application that asks for no face',
      409,
      'state_conflict',
      (world) => ({ ...challenge({})(), params: { id: world.documents.application.id } }),
    ],
    [
      'an application that was handed in',
      409,
      'state_conflict',
      (world) => ({ ...challenge({})(), params: { id: world.waiting } }),
    ],
  ]),
  ...rowsOf(STEPS, [
    ['a step out of order', 409, 'step_out_of_order', step({ i: 4 })],
    ['a step below 0', 409, 'step_out_of_order', step({ i: -1 })],
    ['a step beyond reason', 409, 'step_out_of_order', step({ i: HUGE })],
    ['half a step', 400, 'malformed', step({ i: 0.5 })],
    ['frames beyond reason', 400, 'malformed', step({ frames: HUGE })],
    ['time beyond reason', 400, 'malformed', step({ elapsed_ms: HUGE })],
    ['a chain that is too short', 400, 'malformed', step({ chain: 'A' })],
  ]),
  ...rowsOf('POST /v1/challenges/:id/swap', [
    ['a swap of the first step', 409, 'swap_not_allowed', () => ({ body: '{"i":0}' })],
    ['a swap of a step that is not open', 409, 'swap_not_allowed', () => ({ body: '{"i":99}' })],
  ]),
  ...apiPartRows,
  ...rowsOf('POST /v1/applications/:id/appeal', [
    [
      'an appeal against no rejection',
      409,
      'state_conflict',
      (world) => ({ params: { id: world.waiting }, body: '{"text":"x"}' }),
    ],
    ['a text with a NUL', 400, 'malformed', () => ({ body: '{"text":"a\\u0000b"}' })],
    ['a text with half a character', 400, 'malformed', () => ({ body: '{"text":"\\ud800"}' })],
    ['an endless text', 400, 'malformed', () => ({ body: JSON.stringify({ text: '请'.repeat(501) }) })],
  ]),
  ...rowsOf('GET /v1/applications/:id/result', [
    ['no decision yet', 409, 'not_final', (world) => ({ params: { id: world.waiting } })],
  ]),
  ...rowsOf('POST /v1/family/cards/:ref/services/:service/links', [
    ['a service that the card has not', 404, 'not_found', () => ({ params: { service: 'no-such-service' } })],
  ]),
];
