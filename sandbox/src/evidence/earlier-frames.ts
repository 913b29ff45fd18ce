import { and, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { frameFingerprints } from '../database/schema/evidence.ts';
import type { EarlierFrames } from '../judgement/judgement.ts';

/** What is remembered of the pictures of other applications. A hash is compared with every one that is kept. */
export function earlierFrames(
  db: Database,
  { id: applicationId, subjectHash }: Pick<ApplicationRow, 'id' | 'subjectHash'>,
): EarlierFrames {
  const ofOthers = ne(frameFingerprints.applicationId, applicationId);
  return {
    async seenDigests(digests) {
      if (digests.length === 0) return [];
      const rows = await db
        .select({ sha256: frameFingerprints.sha256, applicationId: frameFingerprints.applicationId })
        .from(frameFingerprints)
        .where(and(ofOthers, inArray(frameFingerprints.sha256, [...digests])));
      return rows.map(({ sha256, ...rest }) => ({ index: digests.indexOf(sha256), ...rest }));
    },
    async seenHashes(hashes, maxDistance) {
      const seen = await Promise.all(
        hashes.map(async (hash, index) => {
          const bits = (hex: unknown) => sql`('x' || ${hex}::text)::bit(256)`;
          const distance = sql`bit_count(${bits(frameFingerprints.perceptualHash)} # ${bits(hash)})`;
          const rows = await db
            .select({ applicationId: frameFingerprints.applicationId })
            .from(frameFingerprints)
            .where(
              and(
                ofOthers,
                sql`${frameFingerprints.perceptualHash} is not null`,
                sql`${distance} <= ${maxDistance}`,
              ),
            );
          return rows.map((row) => ({ index, ...row }));
        }),
      );
      return seen.flat();
    },
    async facesOfRelative() {
      const rows = await db
        .select({ faceHash: frameFingerprints.faceHash })
        .from(frameFingerprints)
        .innerJoin(applications, eq(applications.id, frameFingerprints.applicationId))
        .where(
          and(ofOthers, eq(applications.subjectHash, subjectHash), isNotNull(frameFingerprints.faceHash)),
        );
      return rows.map(({ faceHash }) => faceHash!);
    },
  };
}
