import { buildSubmission } from '@family-auth/library/client.ts';
import { INTENT_TYP, SUBMISSION_TYP } from '@family-auth/library/protocol/submission.ts';
import { contentDigest } from '@family-auth/library/seal/digest.ts';
import { signClaims } from '@family-auth/library/seal/jws.ts';
import { sealPart } from '@family-auth/library/seal/part.ts';
import { sealSubject } from '@family-auth/library/seal/subject.ts';
import fc from 'fast-check';
import {
  type ByteChange,
  byteChanges,
  changeBytes,
  type Mutation,
  mutate,
  mutations,
  nasty,
  PLANTED,
  valueFor,
  wellFormed,
} from './arbitraries.ts';
import type { Operation } from './contract.ts';
import type { Sent } from './exchange.ts';
import type { Things, World } from './world.ts';

/** One request as it is drawn: nothing in it depends on when it is sent. */
export interface Draft {
  /** Values in the place of what stands in the path; `null`: what is there. */
  readonly names: readonly (string | null)[];
  /** Which of what is there. */
  readonly thing: number;
  readonly login: 'good' | 'good' | 'none' | 'bearer' | 'altered';
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  /** A good body that is changed, or one that the schema of the document allows. */
  readonly body:
    | { readonly changes: readonly Mutation[] }
    | { readonly value: unknown }
    | { readonly text: string };
  /** Changes of what is within an envelope that is then sealed or signed as it should be. */
  readonly inner: readonly Mutation[];
  readonly bytes: readonly ByteChange[];
  readonly mediaType: string | null;
}

const word = fc.oneof(
  fc.constantFrom(PLANTED.mark, '0', '..', '.', '%', 'a'.repeat(64), 'a'.repeat(127), '\u0000', '__proto__'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
);
const seldom = <Value>(arbitrary: fc.Arbitrary<Value>, weight = 6) =>
  fc.oneof({ weight, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

const HEADERS = [
  'Idempotency-Key',
  'If-None-Match',
  'Accept-Language',
  'Content-Digest',
  'Accept',
  'traceparent',
  'Origin',
  'Prefer',
];

export const draftFor = (operation: Operation): fc.Arbitrary<Draft> =>
  fc.record({
    names: fc.tuple(seldom(word), seldom(word)),
    thing: fc.nat({ max: 5 }),
    login: fc.constantFrom(
      'good',
      'good',
      'good',
      'good',
      'good',
      'good',
      'good',
      'none',
      'bearer',
      'altered',
    ) as fc.Arbitrary<Draft['login']>,
    headers: fc
      .dictionary(fc.constantFrom(...HEADERS), word, { maxKeys: 2 })
      // A page's origin is nobody's secret, and `origin_not_allowed` names it to the page's engineer.
      .map(({ Origin, ...headers }) =>
        Origin === undefined ? headers : { ...headers, Origin: 'https://elsewhere.example' },
      ),
    query: fc.oneof(
      { weight: 8, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: word.map((each) => `?${encodeURIComponent(each)}=1`) },
    ),
    body: fc.oneof(
      { weight: 3, arbitrary: fc.constant({ changes: [] }) },
      { weight: 3, arbitrary: mutations.map((changes) => ({ changes })) },
      {
        weight: 3,
        arbitrary: operation.body
          ? valueFor(operation.body.schema).map((value) => ({ value }))
          : fc.constant({ changes: [] }),
      },
      { weight: 1, arbitrary: nasty.map((value) => ({ value })) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }).map((text) => ({ text })) },
    ),
    inner: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: mutations }),
    bytes: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: byteChanges }),
    mediaType: seldom(
      fc.constantFrom(
        '',
        'text/plain',
        'application/json',
        'application/json; charset=utf-16',
        'multipart/form-data',
        PLANTED.mark,
      ),
      14,
    ),
  });

/** Makes of a draft what goes on the wire. */
export async function realise(
  draft: Draft,
  operation: Operation,
  world: World,
  things: Things,
): Promise<Sent> {
  const path = pathOf(draft, operation, things);
  const url = `${world.origin}${path}`;
  const jti = crypto.randomUUID();
  const body = await bodyOf(draft, operation, { world, things, htu: url, jti });
  const bytes = body && changeBytes(body, draft.bytes);
  const mediaType = draft.mediaType ?? operation.body?.mediaType ?? '';
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Idempotency-Key': `"${jti}"`,
    ...(bytes === undefined || mediaType === '' ? {} : { 'Content-Type': mediaType }),
    ...(operation.id === 'putPart' ? { 'Content-Digest': await digestOf(bytes) } : {}),
    ...draft.headers,
    ...(await loginHeaders(draft, operation, world, url)),
  };
  return { method: operation.method, path: path + draft.query, headers, body: bytes };
}

async function digestOf(bytes: Uint8Array | undefined): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes ?? []));
  return contentDigest(Buffer.from(hash).toString('base64url'));
}

async function loginHeaders(
  { login }: Draft,
  { method }: Operation,
  { session }: World,
  url: string,
): Promise<Record<string, string>> {
  if (login === 'none') return {};
  const headers = await session.headersFor(method, url);
  if (login === 'bearer')
    return { ...headers, Authorization: headers.Authorization!.replace('DPoP', 'Bearer') };
  if (login === 'altered') return { ...headers, DPoP: `${headers.DPoP!.slice(0, -4)}AAAA` };
  return headers;
}

function pathOf({ names, thing }: Draft, { path }: Operation, things: Things): string {
  if (path.startsWith('/.well-known') || path === '/jwks') return path;
  const applications = [things.draft.id, things.faceDraft?.id, things.decided, things.asked].filter(
    (id) => id !== undefined,
  );
  let at = 0;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const given = names[at++];
    if (given !== null && given !== undefined) return encodeURIComponent(wellFormed(given));
    if (name === 'id' && path.startsWith('/challenges')) return things.challenge ?? 'challenge-0001';
    if (name === 'id') return applications[thing % applications.length]!;
    if (name === 'ref') return things.card ?? 'card-000001';
    if (name === 'token') return things.link ?? 'link-000001';
    if (name === 'n') return String(thing);
    return things.service ?? 'pension';
  });
  return `/v1${filled}`;
}

interface Making {
  readonly world: World;
  readonly things: Things;
  readonly htu: string;
  readonly jti: string;
}

async function bodyOf(draft: Draft, operation: Operation, making: Making): Promise<Uint8Array | undefined> {
  const { body, inner } = draft;
  if (operation.body === undefined) return undefined;
  if ('text' in body) return new TextEncoder().encode(wellFormed(body.text));
  if ('value' in body) return json(body.value);
  if (operation.id === 'putPart') return partOf(draft, making);
  const good =
    operation.body.mediaType === 'application/jose+json'
      ? await signedBody(inner, operation, making)
      : await plainBody(inner, operation, making.world);
  return json(mutate(good, body.changes));
}

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value) ?? 'null');

async function partOf(
  { thing, inner }: Draft,
  { world: { recipient }, things: { draft } }: Making,
): Promise<Uint8Array> {
  const place = { recipient, app: draft.id, n: thing, role: 'id_document', cty: 'image/jpeg' } as const;
  const changed = mutate(
    place,
    inner.filter(({ at }) => at % 8 > 3),
  ) as typeof place;
  const content = new TextEncoder().encode(PLANTED.mark);
  return sealPart(content, { ...place, ...(changed ?? {}), recipient })
    .catch(() => sealPart(content, place))
    .then(({ sealed }) => sealed.bytes);
}

function plainBody(inner: readonly Mutation[], { id }: Operation, world: World): unknown {
  switch (id) {
    case 'createApplication':
      return applicationOf(inner, world);
    case 'appeal':
      return { text: `${PLANTED.name} ${PLANTED.number}` };
    case 'createChallenge':
      return { mode: 'interactive', measured_fps: 30, frame: { width: 640, height: 480 }, pace: 'standard' };
    case 'commitStep':
      return { i: 0, chain: 'a'.repeat(43), frames: 3, elapsed_ms: 2_000 };
    case 'swapStep':
      return { i: 1 };
    default:
      return { token: 't'.repeat(43), code: '12345678' };
  }
}

async function applicationOf(inner: readonly Mutation[], { session, recipient, origin, consentsFor }: World) {
  const subject = mutate(
    { name: PLANTED.name, id: { type: 'resident_id_card', country: 'CHN', number: PLANTED.number } },
    inner,
  );
  const binding = { recipient, aud: origin, jkt: session.jkt, nowMs: Date.now() };
  const jwe = await sealSubject(subject as Parameters<typeof sealSubject>[0], binding);
  return {
    relationship: 'parent',
    method: 'document_review',
    subject: jwe,
    consents: consentsFor('document_review'),
  };
}

const INTENTS: Readonly<Record<string, string>> = {
  withdrawApplication: 'withdraw_application',
  withdrawConsent: 'withdraw_consent',
  unbindCard: 'unbind_card',
  answerSubjectRequest: 'agree_as_subject',
};

async function signedBody(
  inner: readonly Mutation[],
  { id }: Operation,
  { world, things, htu, jti }: Making,
) {
  const { session, client, consentsFor, origin } = world;
  const iat = Math.floor(Date.now() / 1000);
  const common = { iss: session.clientId, sub: session.sub, aud: origin, iat, exp: iat + 300, htu };
  const claims =
    id === 'submit'
      ? {
          ...buildSubmission({
            discovery: client.discovery,
            session,
            application: things.draft,
            subjectSha256: things.subjectSha256,
            parts: [],
            consents: consentsFor('document_review'),
            client: { version: 'fuzz', isolation: 'program' },
            nowMs: Date.now(),
          }),
          htu,
          jti,
        }
      : {
          ...common,
          jti,
          intent: INTENTS[id],
          object: id === 'unbindCard' ? things.card : things.draft.id,
          consents: consentsFor('subject_login'),
        };
  const typ = id === 'submit' ? SUBMISSION_TYP : INTENT_TYP;
  return signClaims(mutate(claims, inner), { typ, keyPair: session.keyPair, jkt: session.jkt });
}
