import { ACTIONS } from '@family-auth/library/protocol/challenge.ts';
import { contentDigest } from '@family-auth/library/seal/digest.ts';
import type { Identity } from './identity.ts';
import { adultAt, CHALLENGE_REQUEST, type World } from './world.ts';

/** A body of JSON: `good` has the agreed shape, whatever it may mean. */
interface JsonBody {
  readonly kind: 'json';
  readonly maxBytes: number;
  good(world: World): Record<string, unknown>;
  /** Optional fields of `good`. */
  readonly optional?: readonly string[];
}
/** A document signed by the caller's key. */
interface JwsBody {
  readonly kind: 'jws';
  readonly maxBytes: number;
  readonly typ: string;
  /** What it says besides who, to whom, where and when. */
  claims(world: World): Record<string, unknown>;
}
interface PartBody {
  readonly kind: 'part';
}

/** What the rows need to know of one endpoint of the API. */
export interface ApiEndpoint {
  /** Who may call it. Default: the owner of everything. */
  readonly by?: 'stranger';
  /** Params of the path that name something of the owner's. */
  params?(world: World): Record<string, string>;
  /** Another key of the same operator gets the same answer as this one: only drafts are bound to their key. */
  readonly keyBound?: true;
  readonly body?: JsonBody | JwsBody | PartBody;
  readonly headers?: (world: World) => Record<string, string>;
}

const JWS_MAX_BYTES = 131_072;
const chain = 'A'.repeat(43);
const intent = (name: string, object: (world: World) => string): JwsBody => ({
  kind: 'jws',
  maxBytes: JWS_MAX_BYTES,
  typ: 'family-intent+jws',
  claims: (world) => ({ intent: name, object: object(world) }),
});
const ofDocuments = ({ documents }: World) => ({ id: documents.application.id });
const ofHandOff = ({ handOff }: World) => ({ id: handOff });
const ofFace = ({ face }: World) => ({ id: face.application.id });
const ofRelative = ({ subjectToken }: World) => ({ token: subjectToken });
const ofCard = ({ card }: World) => ({ ref: card });
const idempotent = () => ({ 'idempotency-key': `"bad-input-${crypto.randomUUID()}"` });

/** Every endpoint behind the API's door. A route that is not here makes a test fail. */
export const API_ENDPOINTS: Readonly<Record<string, ApiEndpoint>> = {
  'GET /v1/me': {},
  'POST /v1/applications': {
    headers: idempotent,
    body: {
      kind: 'json',
      maxBytes: 32_768,
      good: () => ({ relationship: 'parent', method: 'document_review', subject: 'a.b.c.d.e', consents: [] }),
    },
  },
  'GET /v1/applications/:id': { params: ofDocuments },
  'POST /v1/applications/:id/challenges': {
    params: ofFace,
    keyBound: true,
    headers: idempotent,
    body: { kind: 'json', maxBytes: 4096, good: () => ({ ...CHALLENGE_REQUEST }) },
  },
  'POST /v1/challenges/:id/steps': {
    params: ({ challenge }) => ({ id: challenge.id }),
    body: {
      kind: 'json',
      maxBytes: 4096,
      good: () => ({ i: 5, chain, frames: 3, elapsed_ms: 2000 }),
    },
  },
  'POST /v1/challenges/:id/swap': {
    params: ({ challenge }) => ({ id: challenge.id }),
    body: { kind: 'json', maxBytes: 4096, good: () => ({ i: ACTIONS.length }) },
  },
  'PUT /v1/applications/:id/evidence/:n': {
    params: (world) => ({ ...ofDocuments(world), n: '1' }),
    keyBound: true,
    headers: () => ({ 'content-digest': contentDigest(chain) }),
    body: { kind: 'part' },
  },
  'GET /v1/applications/:id/evidence': { params: ofDocuments },
  'POST /v1/applications/:id/submission': {
    params: ofDocuments,
    keyBound: true,
    body: {
      kind: 'jws',
      maxBytes: JWS_MAX_BYTES,
      typ: 'family-submission+jws',
      claims: ({ documents }) => ({
        app: documents.application.id,
        ver: '1.0',
        relationship: documents.application.relationship,
        method: documents.application.method,
        subject: { sha256: documents.subjectSha256 },
        parts: [],
        consents: documents.consents,
        client: { version: 'test', isolation: 'program' },
      }),
    },
  },
  'GET /v1/applications/:id/result': { params: ({ rejected }) => ({ id: rejected }) },
  'POST /v1/applications/:id/withdrawal': {
    params: ofDocuments,
    body: intent('withdraw_application', ({ documents }) => documents.application.id),
  },
  'POST /v1/applications/:id/consent-withdrawal': {
    params: ofDocuments,
    body: intent('withdraw_consent', ({ documents }) => documents.application.id),
  },
  'GET /v1/applications/:id/deletion-receipts': { params: ofDocuments },
  'POST /v1/applications/:id/appeal': {
    params: ({ rejected }) => ({ id: rejected }),
    headers: idempotent,
    body: { kind: 'json', maxBytes: 8192, good: () => ({ text: adultAt(6).name }) },
  },
  'POST /v1/applications/:id/subject-links': { params: ({ subjectLogin }) => ({ id: subjectLogin }) },
  'GET /v1/applications/:id/appointment': { params: ({ inPerson }) => ({ id: inPerson }) },
  'POST /v1/applications/:id/hand-offs': {
    params: ofDocuments,
    keyBound: true,
    body: {
      kind: 'json',
      maxBytes: 1024,
      good: () => ({ portal: 'https://portal.example' }),
      optional: ['portal'],
    },
  },
  'GET /v1/hand-offs/:id': { params: ofHandOff },
  'POST /v1/hand-offs/:id/confirmation': {
    params: ofHandOff,
    body: { kind: 'json', maxBytes: 1024, good: () => ({ match_code: '4719' }) },
  },
  'POST /v1/hand-offs/:id/cancellation': { params: ofHandOff },
  'GET /v1/family/subject-links/:token': { by: 'stranger', params: ofRelative },
  'POST /v1/family/subject-links/:token': {
    by: 'stranger',
    params: ofRelative,
    body: intent('agree_as_subject', ({ subjectLogin }) => subjectLogin),
  },
  'GET /v1/family/cards': {},
  'GET /v1/family/cards/:ref': { params: ofCard },
  'POST /v1/family/cards/:ref/codes': { params: ofCard },
  'POST /v1/family/cards/:ref/unbinding': { params: ofCard, body: intent('unbind_card', ({ card }) => card) },
  'POST /v1/family/cards/:ref/services/:service/links': {
    params: (world) => ({ ...ofCard(world), service: 'insurance-record' }),
  },
};

/** Who may call an endpoint. */
export const callerOf = (world: World, name: string): Identity => world[API_ENDPOINTS[name]?.by ?? 'owner'];

/** An endpoint with its name taken apart and its params filled in. */
export function addressOf(world: World, name: string, instead: Record<string, string> = {}) {
  const [method, pattern] = name.split(' ') as [string, string];
  const params = { ...API_ENDPOINTS[name]?.params?.(world), ...instead };
  return { method, path: pattern.replace(/:(\w+)/g, (_, param: string) => params[param]!) };
}
