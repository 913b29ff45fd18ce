import { readFile } from 'node:fs/promises';
import { buildSubmission } from '@family-auth/library/client/submission.ts';
import {
  type EvidencePart,
  type PartRole,
  SUBMISSION_TYP,
} from '@family-auth/library/protocol/submission.ts';
import { contentDigest } from '@family-auth/library/seal/digest.ts';
import { encryptCompact } from '@family-auth/library/seal/jwe.ts';
import { ask } from './api.ts';
import type { Draft, Wish } from './apply.ts';
import { draft } from './apply.ts';
import { digestOf } from './dpop.ts';
import type { Answer } from './exchange.ts';
import { CheckFailed, shortly } from './expect.ts';
import type { Kit } from './kit.ts';
import type { Session } from './log-in.ts';
import { postSigned, type SignedBody, sign } from './signed.ts';

/** A rendered person's picture, from an open notice of the library. */
const PHOTO = new URL(import.meta.resolve('@family-auth/library/testing/people/anna.idphoto.jpg'));

export const photo = async (): Promise<Uint8Array> => new Uint8Array(await readFile(PHOTO));

/** A part as it is put. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly part: EvidencePart;
}

export interface PartOptions {
  readonly n?: number;
  readonly role?: PartRole;
  readonly cty?: string;
  readonly content?: Uint8Array;
  /** Members of the header that take the place of the right ones. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** Seals a part for an application; by default the photo of a document. */
export async function sealPart(kit: Kit, app: string, options: PartOptions = {}): Promise<Part> {
  const { n = 0, role = 'id_document', cty = 'image/jpeg', header } = options;
  const content = options.content ?? (await photo());
  const jwe = await encryptCompact(content, await kit.recipient(), {
    ...{ typ: 'fap-part+jwe', cty, app, n, role },
    ...header,
  });
  const bytes = new TextEncoder().encode(jwe);
  return { bytes, part: { n, role, sha256: digestOf(bytes), size: bytes.length, cty } };
}

/** Puts a part; what is answered is the check's to say. */
export const putPart = async (
  kit: Kit,
  session: Session,
  app: string,
  { bytes, part }: Part,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> =>
  ask(session, await kit.url(`/applications/${app}/evidence/${part.n}`), {
    method: 'PUT',
    headers: { 'content-type': 'application/jose', 'content-digest': contentDigest(part.sha256), ...headers },
    body: bytes,
  });

/** Seals and puts a part. @throws CheckFailed where it is refused. */
export async function upload(
  kit: Kit,
  session: Session,
  app: string,
  options: PartOptions = {},
): Promise<EvidencePart> {
  const sealed = await sealPart(kit, app, options);
  const answer = await putPart(kit, session, app, sealed);
  if (answer.status !== 201) throw new CheckFailed(`A good part was answered ${shortly(answer)}.`);
  return sealed.part;
}

/** The claims of the manifest of a draft, right but for `changes`. */
export async function manifestClaims(
  kit: Kit,
  session: Session,
  made: Draft,
  parts: readonly EvidencePart[],
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> {
  const claims = buildSubmission({
    ...made,
    discovery: await kit.discovery(),
    session,
    parts,
    client: { version: 'family-auth conformance', isolation: 'program' },
    nowMs: Date.now(),
  });
  return { ...claims, ...changes };
}

/** Signs a manifest by the token's key, right but for the changes. */
export const signManifest = (
  claims: object,
  session: Pick<Session, 'keyPair' | 'jkt'>,
  header: Readonly<Record<string, unknown>> = {},
): Promise<SignedBody> => sign(claims, SUBMISSION_TYP, session, header);

export const submit = (
  kit: Kit,
  session: Session,
  id: string,
  body: SignedBody | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => postSigned(kit, session, `/applications/${id}/submission`, body, headers);

/** A draft with its photo uploaded, ready to be submitted. */
export async function readyDraft(kit: Kit, session: Session, wish: Wish = {}) {
  const made = await draft(kit, session, wish);
  const parts = [await upload(kit, session, made.application.id)];
  return { made, parts, id: made.application.id };
}
export type ReadyDraft = Awaited<ReturnType<typeof readyDraft>>;

/** Hands in a document review. @throws CheckFailed where it is refused. */
export async function handIn(kit: Kit, session: Session, wish: Wish = {}) {
  const { made, parts, id } = await readyDraft(kit, session, wish);
  const body = JSON.stringify(await signManifest(await manifestClaims(kit, session, made, parts), session));
  const answer = await submit(kit, session, id, body);
  if (answer.status !== 202) throw new CheckFailed(`A good submission was answered ${shortly(answer)}.`);
  return { id, made, body, answer };
}

/** Hands in by `subject_login`, where nothing is uploaded. @throws CheckFailed where it is refused. */
export async function handInForAnswer(kit: Kit, session: Session, wish: Wish = {}) {
  const planted = kit.tenant.subjects.answering;
  const made = await draft(kit, session, { planted, method: 'subject_login', ...wish });
  const { id } = made.application;
  const body = JSON.stringify(await signManifest(await manifestClaims(kit, session, made, []), session));
  const answer = await submit(kit, session, id, body);
  if (answer.status !== 202) throw new CheckFailed(`A good submission was answered ${shortly(answer)}.`);
  return { id, made, body, answer };
}
