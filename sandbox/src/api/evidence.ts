import type { PhotoRequirement } from '@family-auth/library/protocol/application.ts';
import { IdSchema, type Method } from '@family-auth/library/protocol/common.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import {
  type PartHeader,
  PartHeaderSchema,
  type PartRole,
  ReceivedPartsSchema,
} from '@family-auth/library/protocol/submission.ts';
import { digest, isBase64Url, readContentDigest } from '@family-auth/library/seal/digest.ts';
import { and, asc, count, eq, ne, sum } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import { decodeProtectedHeader } from 'jose';
import * as z from 'zod/mini';
import { findApplication, findDraft } from '../applications/find-application.ts';
import type { Backend } from '../context/backend.ts';
import { callerOf } from '../context/caller.ts';
import type { Database } from '../database/database.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { ProblemError } from '../errors/errors.ts';
import { storeFile } from '../evidence/evidence-files.ts';
import type { App } from '../http/app.ts';
import { EVIDENCE_MAX_BYTES, PART_MAX_BYTES, PARTS_MAX } from '../rules/policy.ts';

const PartParams = z.object({ id: IdSchema, n: z.string().check(z.regex(/^(0|[1-9]\d{0,3})$/)) });

/** `PUT` and `GET` of evidence parts. Nothing that was put can ever be read back. */
export async function evidenceRoutes(app: App, { backend }: { backend: Backend }): Promise<void> {
  const { db } = backend;
  app.addContentTypeParser('application/jose', { parseAs: 'buffer' }, (_, body, done) => done(null, body));

  app.put(
    endpoints.evidencePart(':id', ':n'),
    {
      bodyLimit: PART_MAX_BYTES,
      schema: { params: PartParams },
      // Before the body: its announced length is held against what is still free.
      onRequest: async (request, reply) => {
        const params = PartParams.safeParse(request.params);
        if (!params.success) throw new ProblemError('not_found');
        const { id, operatorSub } = await draftOf(request, params.data.id);
        const bytes = await checkRoom(backend, id, Number(params.data.n), request.headers['content-length']);
        const release = await backend.quota.hold(operatorSub, bytes);
        if (reply.raw.closed) release();
        else reply.raw.once('close', release);
      },
    },
    async (request, reply) => {
      if (!Buffer.isBuffer(request.body)) throw new ProblemError('unsupported_media_type');
      const application = await draftOf(request, request.params.id);
      const status = await putPart(backend, application, Number(request.params.n), {
        bytes: request.body,
        contentDigest: request.headers['content-digest'] as string | undefined,
      });
      return reply.code(status).send();
    },
  );

  app.get(
    endpoints.evidence(':id'),
    { schema: { params: z.object({ id: IdSchema }), response: { 200: ReceivedPartsSchema } } },
    async (request) => {
      const { id } = await findApplication(backend, request.params.id, callerOf(request));
      const { n, sha256, size } = evidenceParts;
      return {
        parts: await db
          .select({ n, sha256, size })
          .from(evidenceParts)
          .where(eq(evidenceParts.applicationId, id))
          .orderBy(asc(n)),
      };
    },
  );

  const draftOf = (request: FastifyRequest, id: string) => findDraft(backend, id, callerOf(request));
}

/**
 * Refuses, by the announced length and before the body is read, what would not fit.
 *
 * @returns the announced length, bytes.
 * @throws ProblemError `malformed` without a length, `part_too_large` or `evidence_too_large`.
 */
async function checkRoom(
  { db }: Backend,
  applicationId: string,
  n: number,
  contentLength: string | undefined,
): Promise<number> {
  if (contentLength === undefined)
    throw new ProblemError('malformed', { detail: 'The Content-Length header is missing.' });
  const size = Number(contentLength);
  if (!(size <= PART_MAX_BYTES)) throw new ProblemError('part_too_large');
  if (n >= PARTS_MAX)
    throw new ProblemError('evidence_too_large', {
      detail: 'The draft already has the largest number of parts.',
    });
  const [others] = await db
    .select({ parts: count(), bytes: sum(evidenceParts.size) })
    .from(evidenceParts)
    .where(and(eq(evidenceParts.applicationId, applicationId), ne(evidenceParts.n, n)));
  if ((others?.parts ?? 0) >= PARTS_MAX || Number(others?.bytes ?? 0) + size > EVIDENCE_MAX_BYTES) {
    throw new ProblemError('evidence_too_large');
  }
  return size;
}

/** A header is a few hundred bytes; more is not looked at. */
const HEADER_MAX_BYTES = 2048;

/**
 * Reads an uploaded part's protected header without opening it: it must be for this backend, this application and
 * this place. Whether it decrypts is seen when it is judged.
 *
 * @throws ProblemError `invalid_jwe` or `alg_not_allowed`.
 */
async function partHeader(
  { keys }: Backend,
  bytes: Uint8Array,
  expected: { readonly app: string; readonly n: number },
): Promise<PartHeader> {
  const found = read(bytes);
  const header = PartHeaderSchema.safeParse(found);
  if (!header.success) throw invalid('The part has not the agreed header.');
  const { alg, enc, kid, app, n } = header.data;
  if (alg !== 'ECDH-ES' || enc !== 'A256GCM' || Object.hasOwn(found as object, 'zip')) {
    throw new ProblemError('alg_not_allowed');
  }
  if (!isCompactJwe(bytes)) throw invalid('The part is not a compact JWE in canonical base64url.');
  if (app !== expected.app || n !== expected.n) throw invalid('The part belongs to another place.');
  if ((await keys.intake(kid)) === undefined) {
    throw invalid('The part is encrypted to an unknown or a retired key; fetch the JWKS again.');
  }
  return header.data;
}

/** Five segments, each in its one spelling: the bytes are what the manifest's digest is of. */
function isCompactJwe(bytes: Uint8Array): boolean {
  const segments = Buffer.from(bytes).toString('latin1').split('.');
  return segments.length === 5 && segments.every(isBase64Url);
}

function read(bytes: Uint8Array): unknown {
  const head = Buffer.from(bytes.subarray(0, HEADER_MAX_BYTES)).toString('latin1');
  const dot = head.indexOf('.');
  try {
    return decodeProtectedHeader({ protected: head.slice(0, Math.max(0, dot)) });
  } catch {
    return undefined;
  }
}

const invalid = (detail: string) => new ProblemError('invalid_jwe', { detail });

const PHOTO_TYPES: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'];

/** What may be sent for an application: nothing for the ways in which the relative's own word is asked for. */
export function rolesFor(method: Method, requirements: readonly PhotoRequirement[]): readonly PartRole[] {
  return method === 'face_liveness' ? ['trace', 'frame'] : requirements.map(({ role }) => role);
}

/** Whether a part of this role may say that it is of this type; what it is, its first bytes decide. */
function isTypeOf(role: PartRole, cty: string): boolean {
  if (role === 'trace') return true;
  return role === 'frame' ? cty === 'image/jpeg' : PHOTO_TYPES.includes(cty);
}

/**
 * Keeps a part of the evidence.
 *
 * @returns 201 for a new one, 204 for bytes that are held already.
 * @throws ProblemError `digest_mismatch`, `malformed` for a role or type that is not asked for, `part_conflict`, `state_conflict`, `invalid_jwe`, `alg_not_allowed` or
 *   `unavailable`.
 */
async function putPart(
  backend: Backend,
  application: ApplicationRow,
  n: number,
  { bytes, contentDigest }: { readonly bytes: Uint8Array; readonly contentDigest: string | undefined },
): Promise<201 | 204> {
  const { db } = backend;
  const sha256 = await digest(bytes);
  if (readContentDigest(contentDigest ?? '') !== sha256) throw new ProblemError('digest_mismatch');
  const { role, cty } = await partHeader(backend, bytes, { app: application.id, n });
  if (!rolesFor(application.method, application.requirements).includes(role)) {
    throw refused('/role', 'role_not_asked_for');
  }
  if (!isTypeOf(role, cty)) throw refused('/cty', 'type_not_accepted');
  const kept = await heldDigest(db, application.id, n);
  if (kept === sha256) return 204;
  if (kept !== undefined) throw new ProblemError('part_conflict');
  const part = { applicationId: application.id, n, sha256, size: bytes.length, role, cty };
  const stored = await storeFile(backend, application.id, bytes, async (tx, blobKey) => {
    await lockDraft(tx, application);
    const inserted = await tx
      .insert(evidenceParts)
      .values({ ...part, blobKey, receivedAt: new Date() })
      .onConflictDoNothing()
      .returning({ n: evidenceParts.n });
    if (inserted.length !== 1) return false;
    await backend.quota.countPart(tx, application.operatorSub, bytes.length);
    return true;
  });
  if (stored) return 201;
  // Two requests at once: whoever came first holds the place.
  if ((await heldDigest(db, application.id, n)) === sha256) return 204;
  throw new ProblemError('part_conflict');
}

/** Of the part's protected header. */
const refused = (pointer: string, code: string) =>
  new ProblemError('malformed', { errors: [{ pointer, code }] });

/** What was withdrawn or submitted while the bytes came takes none of them. */
async function lockDraft(tx: Database, { id, version }: ApplicationRow): Promise<void> {
  const [row] = await tx
    .select({ version: applications.version })
    .from(applications)
    .where(eq(applications.id, id))
    .for('share');
  if (row?.version !== version)
    throw new ProblemError('state_conflict', { detail: 'The application is no longer a draft.' });
}

async function heldDigest(db: Database, applicationId: string, n: number): Promise<string | undefined> {
  const [part] = await db
    .select({ sha256: evidenceParts.sha256 })
    .from(evidenceParts)
    .where(and(eq(evidenceParts.applicationId, applicationId), eq(evidenceParts.n, n)));
  return part?.sha256;
}
