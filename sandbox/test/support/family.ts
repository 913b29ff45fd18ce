import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { utf8 } from '@family-auth/library/base/bytes.ts';
import { buildSubmission } from '@family-auth/library/client/submission.ts';
import type { Application, Consent, PhotoRole } from '@family-auth/library/protocol/application.ts';
import type { Method } from '@family-auth/library/protocol/common.ts';
import { type Discovery, hasKnownGiver } from '@family-auth/library/protocol/discovery.ts';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import type { EvidencePart, Intent } from '@family-auth/library/protocol/submission.ts';
import { contentDigest, digest } from '@family-auth/library/seal/digest.ts';
import { signIntent } from '@family-auth/library/seal/intent.ts';
import { chooseEncryptionKey, type PublicJwk } from '@family-auth/library/seal/keys.ts';
import { sealPart } from '@family-auth/library/seal/part.ts';
import { sealSubject } from '@family-auth/library/seal/subject.ts';
import { signSubmission, submissionBytes } from '@family-auth/library/seal/submission.ts';
import { RENDERED_PEOPLE } from '../../src/registry/synthetic-registry.ts';
import { call, type LoggedIn, type Person } from './log-in.ts';

export const OPERATOR: Person = {
  name: '安建国',
  idNumber: '118801196004118277',
  phone: '13800000001',
  password: 'enter nothing real',
};
export const OTHER_OPERATOR: Person = {
  name: '柯明远',
  idNumber: '318801198808238297',
  phone: '13800000002',
  password: 'enter nothing real',
};

export const residentOf = (name: string, number: string): Subject => ({
  name,
  id: { type: 'resident_id_card', country: 'CHN', number },
});
export const ANNA = residentOf('安晓然', '118801198803128024');
/** 66: a document review is for her. */
export const PENSIONER = residentOf('施素珍', '118801195302148146');
/** Under 14. */
export const CHILD = residentOf('安小满', '11880120190521821X');

/** A backend as a client knows it. */
export interface Known {
  readonly discovery: Discovery;
  readonly recipient: PublicJwk;
}

export async function know(backendUrl: string): Promise<Known> {
  const discovery = (await (
    await fetch(`${backendUrl}/.well-known/family-auth-configuration`)
  ).json()) as Discovery;
  const jwks = (await (await fetch(discovery.jwks_uri)).json()) as { keys: PublicJwk[] };
  return { discovery, recipient: chooseEncryptionKey(jwks, Date.now())! };
}

export const consentsFor = (
  { discovery }: Known,
  method: Method,
  givers: readonly string[] = ['operator', 'subject'],
): Consent[] =>
  discovery.notices
    .filter(hasKnownGiver)
    .filter(
      ({ locale, required_for, given_by }) =>
        locale === 'zh-CN' && required_for.includes(method) && givers.includes(given_by),
    )
    .map(({ id, version, sha256, locale, given_by }) => ({
      notice: id,
      version,
      sha256,
      locale,
      by: given_by,
      at: '2026-11-23T08:00:00Z',
      method: 'checkbox',
    }));

export interface Wish {
  readonly subject: Subject;
  readonly relationship: string;
  readonly method?: Method;
  readonly consents?: Consent[];
  /** Overrides of the JWE's binding. */
  readonly binding?: { aud?: string; jkt?: string; recipient?: PublicJwk };
}

export async function applicationBody(known: Known, session: LoggedIn, wish: Wish): Promise<string> {
  const method = wish.method ?? 'document_review';
  const subject = await sealSubject(wish.subject, {
    recipient: known.recipient,
    aud: known.discovery.issuer,
    jkt: session.jkt,
    nowMs: Date.now(),
    ...wish.binding,
  });
  const consents = wish.consents ?? consentsFor(known, method);
  return JSON.stringify({ relationship: wish.relationship, method, subject, consents });
}

export function postApplication(known: Known, session: LoggedIn, body: string, key: string = randomUUID()) {
  return call(session, 'POST', `${known.discovery.api_base}/applications`, {
    headers: { 'content-type': 'application/json', 'idempotency-key': `"${key}"` },
    body,
  });
}

export async function apply(known: Known, session: LoggedIn, wish: Wish): Promise<Response> {
  return postApplication(known, session, await applicationBody(known, session, wish));
}

export async function draft(known: Known, session: LoggedIn, wish: Wish) {
  const body = await applicationBody(known, session, wish);
  const response = await postApplication(known, session, body);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  const application = (await response.json()) as Application;
  const { subject, consents } = JSON.parse(body) as { subject: string; consents: Consent[] };
  return { application, consents, subjectSha256: await digest(utf8(subject)) };
}
export type Draft = Awaited<ReturnType<typeof draft>>;

export function putPart(
  known: Known,
  session: LoggedIn,
  id: string,
  n: number,
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
) {
  return call(session, 'PUT', `${known.discovery.api_base}/applications/${id}/evidence/${n}`, {
    headers: { 'content-type': 'application/jose', ...headers },
    body: bytes,
  });
}

/** What is sent as a photo; unless said otherwise a rendered person's, as an identity document. */
export interface SentPhoto {
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly role?: PhotoRole;
  readonly cty?: string;
}

/** A photo, sealed as part `n`. */
export async function documentPart(
  known: Known,
  { application }: Draft,
  n = 0,
  { bytes, role = 'id_document', cty = 'image/jpeg' }: SentPhoto = {},
) {
  const anna = new URL('anna.idphoto.jpg', RENDERED_PEOPLE);
  const binding = { recipient: known.recipient, app: application.id, n, role, cty };
  return sealPart(bytes ?? (await readFile(anna)), binding);
}

/** Uploads a document photo. */
export async function uploadDocument(
  known: Known,
  session: LoggedIn,
  made: Draft,
  n = 0,
  photo: SentPhoto = {},
): Promise<EvidencePart> {
  const { sealed, part } = await documentPart(known, made, n, photo);
  const headers = { 'content-digest': contentDigest(sealed.sha256) };
  const response = await putPart(known, session, made.application.id, n, sealed.bytes, headers);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return part;
}

/** The signed manifest of a draft, as bytes for the wire. */
export async function manifestOf(
  known: Known,
  session: LoggedIn,
  made: Draft,
  parts: readonly EvidencePart[],
  changes: Record<string, unknown> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const submission = buildSubmission({
    ...made,
    discovery: known.discovery,
    session: { clientId: session.client.client_id, sub: session.sub },
    parts,
    client: { version: 'test', isolation: 'program' },
    nowMs: Date.now(),
  });
  return submissionBytes(await signSubmission({ ...submission, ...changes }, session.keyPair, session.jkt));
}

export function submit(known: Known, session: LoggedIn, id: string, bytes: Uint8Array<ArrayBuffer>) {
  return call(session, 'POST', `${known.discovery.api_base}/applications/${id}/submission`, {
    headers: { 'content-type': 'application/jose+json' },
    body: bytes,
  });
}

/** Hands in a document review, photos and all. */
export async function handIn(
  known: Known,
  session: LoggedIn,
  wish: Wish,
  photos: readonly SentPhoto[] = [{}],
) {
  const made = await draft(known, session, wish);
  const parts: EvidencePart[] = [];
  for (const [n, photo] of photos.entries()) parts.push(await uploadDocument(known, session, made, n, photo));
  const bytes = await manifestOf(known, session, made, parts);
  return { made, bytes, response: await submit(known, session, made.application.id, bytes) };
}

export async function postIntent(
  known: Known,
  session: LoggedIn,
  path: string,
  wish: Pick<Intent, 'intent' | 'object'>,
): Promise<Response> {
  const htu = `${known.discovery.api_base}${path}`;
  const iat = Math.floor(Date.now() / 1000);
  const claims: Intent = {
    iss: session.client.client_id,
    sub: session.sub,
    aud: known.discovery.issuer,
    iat,
    exp: iat + 120,
    jti: randomUUID(),
    htu,
    ...wish,
  };
  return call(session, 'POST', htu, {
    headers: { 'content-type': 'application/jose+json' },
    body: submissionBytes(await signIntent(claims, session.keyPair, session.jkt)),
  });
}

export async function statusOf(known: Known, session: LoggedIn, id: string): Promise<Application> {
  return (await (
    await call(session, 'GET', `${known.discovery.api_base}/applications/${id}`)
  ).json()) as Application;
}

/** Polls as Retry-After says until the status is one of `wanted`. */
export async function waitFor(known: Known, session: LoggedIn, id: string, wanted: readonly string[]) {
  const signal = AbortSignal.timeout(170_000);
  for (;;) {
    signal.throwIfAborted();
    const response = await call(session, 'GET', `${known.discovery.api_base}/applications/${id}`);
    const application = (await response.json()) as Application;
    if (wanted.includes(application.status)) return application;
    const seconds = Number(response.headers.get('retry-after') ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 500));
  }
}

/** Asserts nothing; gives the parts of a problem a test compares. */
export async function problemOf(response: Response) {
  const problem = (await response.json()) as { code: string; errors?: { pointer: string; code: string }[] };
  return { status: response.status, code: problem.code, errors: problem.errors };
}
