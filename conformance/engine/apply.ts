import { randomUUID } from 'node:crypto';
import type { Application, Consent } from '@family-auth/library/protocol/application.ts';
import { ApplicationSchema } from '@family-auth/library/protocol/application.ts';
import type { Method } from '@family-auth/library/protocol/common.ts';
import { hasKnownGiver } from '@family-auth/library/protocol/discovery.ts';
import { SUBJECT_TYP, type Subject } from '@family-auth/library/protocol/subject.ts';
import { encryptCompact } from '@family-auth/library/seal/jwe.ts';
import type { PublicJwk } from '@family-auth/library/seal/keys.ts';
import { ask } from './api.ts';
import { digestOf } from './dpop.ts';
import type { Answer } from './exchange.ts';
import { CheckFailed, CheckSkipped, shortly } from './expect.ts';
import type { Kit } from './kit.ts';
import type { Session } from './log-in.ts';
import { withdraw } from './signed.ts';
import type { TestTenant } from './test-tenant.ts';

export type Planted = TestTenant['subjects']['adults'][number];

/** What is wished for; everything that is not named is right. */
export interface Wish {
  /** Default: the first planted adult. */
  readonly planted?: Planted;
  /** Default `document_review`, where it is offered. */
  readonly method?: Method;
  readonly relationship?: string;
  readonly consents?: readonly Consent[];
  /** In the place of the sealed subject. */
  readonly sealed?: string;
  /** Members of the body that take the place of the right ones, or stand beside them. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** How a subject is sealed; what is not named is right. */
export interface SealOptions {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly recipient?: PublicJwk;
  readonly plaintext?: string;
}

/** The subject JWE of docs/protocol/cryptography.md, right but for `options`. */
export async function sealSubject(
  kit: Kit,
  session: Pick<Session, 'jkt'>,
  subject: Subject,
  options: SealOptions = {},
): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  const json = options.plaintext ?? JSON.stringify(subject);
  const bytes = new TextEncoder().encode(json);
  const padded = new Uint8Array(Math.ceil(bytes.length / 256) * 256).fill(0x20);
  padded.set(bytes);
  return encryptCompact(padded, options.recipient ?? (await kit.recipient()), {
    ...{ typ: SUBJECT_TYP, cty: 'application/json', iat, exp: iat + 600 },
    ...{ aud: (await kit.discovery()).issuer, jkt: session.jkt },
    ...options.header,
  });
}

/** Every consent that a method needs, by the givers named, to the texts in force. */
export async function consentsFor(
  kit: Kit,
  method: Method,
  givers: readonly string[] = ['operator', 'subject'],
): Promise<Consent[]> {
  const { notices } = await kit.discovery();
  const [locale] = notices.map((notice) => notice.locale);
  return notices
    .filter(hasKnownGiver)
    .filter((notice) => notice.locale === locale && notice.required_for.includes(method))
    .filter(({ given_by }) => givers.includes(given_by))
    .map(({ id, version, sha256, given_by }) => ({
      ...{ notice: id, version, sha256, locale: locale!, by: given_by },
      ...{ at: new Date().toISOString(), method: 'checkbox' as const },
    }));
}

/** The method without a face by which most is tried. @throws CheckSkipped where it is not offered. */
export async function documentMethod(kit: Kit): Promise<Method> {
  return offered(kit, 'document_review');
}

/** Whether the backend offers this method. */
export async function isOffered(kit: Kit, method: Method): Promise<boolean> {
  const { verification_methods, accounts_verified } = await kit.discovery();
  return verification_methods.includes(method) && (method !== 'subject_login' || accounts_verified === true);
}

/** @throws CheckSkipped where the backend does not offer this method. */
export async function offered(kit: Kit, method: Method): Promise<Method> {
  if (!(await isOffered(kit, method))) throw new CheckSkipped(`The backend does not offer ${method}.`);
  return method;
}

/** @throws CheckSkipped where the backend does not announce this profile, which is part of `core` where it does. */
export async function announced(kit: Kit, profile: 'card-codes' | 'consent-withdrawal'): Promise<void> {
  if (!(await kit.discovery()).profiles.includes(profile))
    throw new CheckSkipped(`The backend does not announce the profile ${profile}.`);
}

/** The body of `POST /applications`. */
export async function applicationBody(kit: Kit, session: Session, wish: Wish = {}): Promise<string> {
  const planted = wish.planted ?? kit.tenant.subjects.adults[0]!;
  const method = wish.method ?? (await documentMethod(kit));
  const givers = method === 'subject_login' ? ['operator'] : ['operator', 'subject'];
  return JSON.stringify({
    relationship: wish.relationship ?? planted.relationship,
    method,
    subject: wish.sealed ?? (await sealSubject(kit, session, planted.subject)),
    consents: wish.consents ?? (await consentsFor(kit, method, givers)),
    ...wish.body,
  });
}

/** Posts a body to `POST /applications`. */
export const postApplication = async (
  kit: Kit,
  session: Session,
  body: string,
  key: string | null = randomUUID(),
): Promise<Answer> =>
  ask(session, await kit.url('/applications'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== null && { 'idempotency-key': key }) },
    body,
  });

/** Asks for a draft; what comes of it is the check's to say. One that is made is withdrawn at the check's end. */
export async function apply(kit: Kit, session: Session, wish: Wish = {}): Promise<Answer> {
  const answer = await postApplication(kit, session, await applicationBody(kit, session, wish));
  if (answer.status === 201) withdrawAtEnd(kit, session, (answer.json as Application).id);
  return answer;
}

/** A draft, with what its manifest must repeat. */
export interface Draft {
  readonly application: Application;
  readonly consents: readonly Consent[];
  readonly subjectSha256: string;
}

/** Makes a draft. @throws CheckFailed where it is refused. */
export async function draft(kit: Kit, session: Session, wish: Wish = {}): Promise<Draft> {
  const body = await applicationBody(kit, session, wish);
  const answer = await postApplication(kit, session, body);
  const application = ApplicationSchema.safeParse(answer.json);
  if (answer.status !== 201 || !application.success)
    throw new CheckFailed(`A good draft was answered ${shortly(answer)}.`);
  withdrawAtEnd(kit, session, application.data.id);
  const { subject, consents } = JSON.parse(body) as { subject: string; consents: Consent[] };
  return { application: application.data, consents, subjectSha256: digestOf(subject) };
}

export const getApplication = async (kit: Kit, session: Session, id: string): Promise<Answer> =>
  ask(session, await kit.url(`/applications/${id}`));

/** Waits until an application has one of these statuses, at the backend's pace. */
export async function waitFor(
  kit: Kit,
  session: Session,
  id: string,
  statuses: readonly string[],
  deadlineMs = 60_000,
): Promise<Application> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await getApplication(kit, session, id);
    const application = answer.json as Application | undefined;
    if (application && statuses.includes(application.status)) return application;
    if (Date.now() > end)
      throw new CheckFailed(
        `Expected the status ${statuses.join(' or ')} in ${deadlineMs / 1000} s, got ${application?.status ?? shortly(answer)}.`,
      );
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function withdrawAtEnd(kit: Kit, session: Session, id: string): void {
  kit.atEnd(() => withdraw(kit, session, id));
}
