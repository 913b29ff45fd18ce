import { withDeadline } from '@family-auth/library/base/deadline.ts';
import { DeadlineError } from '@family-auth/library/base/errors.ts';
import { chooseEncryptionKey } from '@family-auth/library/seal/keys.ts';
import { openPart, sealPart } from '@family-auth/library/seal/part.ts';
import { SealError } from '@family-auth/library/seal/seal-error.ts';
import { and, asc, eq, gt, isNull, ne, notInArray } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { inChunks } from '../database/in-chunks.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { describeFault } from '../errors/errors.ts';
import { readPictureHeader } from '../pictures/picture-header.ts';
import { MAX_PIXELS } from '../pictures/picture-reading.ts';
import { dropFiles, keepFile, scheduleFiles, stageFile } from './evidence-files.ts';

/** Longest side of a picture that is kept or shown, pixels: as large as the element sends a photo. */
export const KEPT_SIDE_PX = 2000;
/** How long a verdict waits for the copies, milliseconds. */
const COPIES_DEADLINE_MS = 60_000;

type PartRow = typeof evidenceParts.$inferSelect;

/** What is to be kept of one picture once it is judged. */
export interface PlainPicture {
  readonly part: Pick<PartRow, 'applicationId' | 'n' | 'blobKey'>;
  /**
   * `received`: the file as it came, beside which there is nothing. `copyKey`: a staged copy. `nothing`: no decoder reads it,
   * or is given it.
   */
  readonly keep: 'received' | { readonly copyKey: string } | 'nothing';
  readonly keptSize: number;
}

const notYetPlain = () =>
  and(isNull(evidenceParts.deletedAt), isNull(evidenceParts.keptSize), ne(evidenceParts.role, 'trace'));

/**
 * Makes the plain copies that are kept of an application's pictures: upright, without EXIF, XMP, comments, thumbnails and
 * whatever lies behind the picture, sealed to this backend's own key as a client seals. A key frame beside which nothing
 * lies stays as the client signed it. Nothing is changed yet: {@link keepPlain} does that in the transaction of the
 * verdict, and copies that it is not called for go by themselves.
 *
 * @throws what keeps a copy from being made for another reason than what is in the picture.
 */
export async function makePlain(
  backend: Backend,
  { id, operatorSub }: Pick<ApplicationRow, 'id' | 'operatorSub'>,
  signal?: AbortSignal,
): Promise<readonly PlainPicture[]> {
  const parts = await backend.db
    .select()
    .from(evidenceParts)
    .where(and(eq(evidenceParts.applicationId, id), notYetPlain()));
  return Promise.all(parts.map((part) => plainOf(backend, part, operatorSub, signal)));
}

/**
 * The same for a verdict that is there already: what takes too long is left to {@link makeLeftPlain}. If it failed instead,
 * whoever sends pictures that are slow to copy would turn a refusal into a case that nobody has judged.
 */
export async function makePlainInTime(
  backend: Backend,
  application: Pick<ApplicationRow, 'id' | 'operatorSub'>,
  signal?: AbortSignal,
): Promise<readonly PlainPicture[]> {
  const make = (stopped: AbortSignal) => makePlain(backend, application, stopped);
  try {
    return await withDeadline('judgement.copies', COPIES_DEADLINE_MS, make, signal);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    backend.log(`plain pictures: ${application.id} ${describeFault(error)}`);
    return [];
  }
}

async function plainOf(
  backend: Backend,
  part: PartRow,
  operatorSub: string,
  signal: AbortSignal | undefined,
): Promise<PlainPicture> {
  const nothing: PlainPicture = { part, keep: 'nothing', keptSize: 0 };
  const content = await contentOf(backend, part);
  if (content === undefined) return nothing;
  if (part.role === 'frame') {
    const header = readPictureHeader(content);
    // A photo may be 24 times as large: forty such frames would keep the decoders busy for minutes.
    if ('problem' in header || header.width * header.height > MAX_PIXELS.key_frame) return nothing;
    if (header.nothingBeside) return { part, keep: 'received', keptSize: part.size };
  }
  const copy = await backend.pictures.forOwner(operatorSub).plainPhoto(content, KEPT_SIDE_PX, signal);
  if (copy === undefined) return nothing;
  const bytes = await sealed(backend, part, copy);
  return {
    part,
    keep: { copyKey: await stageFile(backend, part.applicationId, bytes) },
    keptSize: bytes.length,
  };
}

/** `undefined` for what was not encrypted to this backend, or was altered before it came: nobody ever reads it. */
async function contentOf(
  { blobs, keys }: Backend,
  { applicationId, n, blobKey }: PartRow,
): Promise<Uint8Array | undefined> {
  const bytes = await blobs.get(blobKey);
  try {
    return (await openPart(bytes, { keys: keys.decryption, app: applicationId, n })).content;
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

async function sealed({ keys }: Backend, { applicationId, n, role }: PartRow, jpeg: Uint8Array) {
  const recipient = chooseEncryptionKey(keys.publicJwks, Date.now());
  if (recipient === undefined) throw new Error('This backend has no encryption key.');
  const place = { recipient, app: applicationId, n, role, cty: 'image/jpeg' };
  return (await sealPart(jpeg, place)).sealed.bytes;
}

/**
 * Lets the plain copies take the place of what was received, once `tx` is committed. Digest, size, role and type of what was
 * received stay as a record: the manifest names them.
 *
 * @throws Error where a copy was swept before that: making them took too long, and they are to be made again.
 */
export async function keepPlain(tx: Database, pictures: readonly PlainPicture[]): Promise<void> {
  for (const { part, keep, keptSize } of pictures) {
    const copyKey = typeof keep === 'object' ? keep.copyKey : undefined;
    const isStill = and(
      eq(evidenceParts.applicationId, part.applicationId),
      eq(evidenceParts.n, part.n),
      eq(evidenceParts.blobKey, part.blobKey),
      notYetPlain(),
    );
    const kept = await tx
      .update(evidenceParts)
      .set({ keptSize, blobKey: copyKey ?? part.blobKey })
      .where(isStill)
      .returning({ n: evidenceParts.n });
    if (kept.length === 0) {
      if (copyKey !== undefined) await dropFiles(tx, [copyKey]);
      continue;
    }
    if (copyKey !== undefined && !(await keepFile(tx, copyKey))) {
      throw new Error('Making plain copies of the pictures took too long.');
    }
    if (keep !== 'received') await scheduleFiles(tx, [part]);
  }
}

/** Lets copies be deleted at once that take nobody's place. */
export async function dropPlain(db: Database, pictures: readonly PlainPicture[]): Promise<void> {
  const keys = pictures.flatMap(({ keep }) => (typeof keep === 'object' ? [keep.copyKey] : []));
  if (keys.length > 0) await dropFiles(db, keys);
}

/**
 * Makes plain what was decided without its copies: because there was no time for them, or by an earlier version.
 * What fails is logged and tried again at the next round.
 */
export function makeLeftPlain(backend: Backend): Promise<void> {
  const { db } = backend;
  const decided = () => notInArray(applications.status, ['draft', 'submitted', 'processing']);
  return inChunks(backend, 'plain pictures', {
    next: (after, limit) =>
      db
        .selectDistinct({ id: evidenceParts.applicationId })
        .from(evidenceParts)
        .innerJoin(applications, eq(applications.id, evidenceParts.applicationId))
        .where(and(notYetPlain(), gt(evidenceParts.applicationId, after), decided()))
        .orderBy(asc(evidenceParts.applicationId))
        .limit(limit),
    work: async (id) => {
      const [application] = await db.select().from(applications).where(eq(applications.id, id));
      if (application === undefined) return;
      const pictures = await makePlain(backend, application);
      await db.transaction(async (tx) => {
        await tx.select().from(applications).where(eq(applications.id, id)).for('update');
        await keepPlain(tx, pictures);
      });
    },
  });
}
