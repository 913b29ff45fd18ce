import { and, eq, inArray, isNotNull, isNull, lt } from 'drizzle-orm';
import { lapse } from '../api/applications/find-application.ts';
import { deleteEvidenceBytes } from '../api/evidence/delete-evidence-bytes.ts';
import { APPEAL_WINDOW_DAYS } from '../api/policy/policy.ts';
import { applications } from '../database/schema/applications.ts';
import { cardCodes, serviceLinks } from '../database/schema/cards.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { idempotencyKeys, usedTokenIds } from '../database/schema/housekeeping.ts';
import { oidcPayloads } from '../database/schema/operators.ts';
import type { Backend } from '../server/backend.ts';
import { describeFault } from '../server/describe-fault.ts';

const DAY_MS = 86_400_000;

/** Ends drafts and waiting that last too long, deletes pictures and traces whose time is over, and forgets what has expired. */
export async function cleanUp(backend: Backend): Promise<void> {
  await endLapsed(backend);
  await applyRetention(backend);
  const { db } = backend;
  const now = new Date();
  await db.delete(usedTokenIds).where(lt(usedTokenIds.expiresAt, now));
  await db
    .delete(oidcPayloads)
    .where(and(isNotNull(oidcPayloads.expiresAt), lt(oidcPayloads.expiresAt, now)));
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, new Date(now.getTime() - DAY_MS)));
  await db.delete(cardCodes).where(lt(cardCodes.expiresAt, now));
  await db.delete(serviceLinks).where(lt(serviceLinks.expiresAt, now));
  await backend.audit.checkpoint(db);
}

async function endLapsed(backend: Backend): Promise<void> {
  const { db, log } = backend;
  const lapsed = await db
    .select()
    .from(applications)
    .where(
      and(
        inArray(applications.status, ['draft', 'awaiting_subject']),
        lt(applications.expiresAt, new Date()),
      ),
    );
  for (const row of lapsed) {
    await db
      .transaction((tx) => lapse(backend, tx, row))
      .catch((error) => log(`clean-up: ${row.id} ${describeFault(error)}`));
  }
}

/** Withdrawn, expired and approved: at once. Rejected: when the window for an appeal is over. */
async function applyRetention(backend: Backend): Promise<void> {
  const rows = await backend.db
    .selectDistinct({ id: applications.id, status: applications.status, updatedAt: applications.updatedAt })
    .from(applications)
    .innerJoin(evidenceParts, eq(evidenceParts.applicationId, applications.id))
    .where(
      and(
        inArray(applications.status, ['approved', 'withdrawn', 'expired', 'rejected']),
        isNull(evidenceParts.deletedAt),
      ),
    );
  const appealOver = Date.now() - APPEAL_WINDOW_DAYS * DAY_MS;
  for (const { id, status, updatedAt } of rows) {
    if (status === 'rejected' && updatedAt.getTime() > appealOver) continue;
    await backend.db.transaction((tx) => deleteEvidenceBytes(backend, tx, id));
  }
}
