import { and, eq, exists, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { daysAgo, REPUDIATED_SHOWN_DAYS } from '../api/policy/retention.ts';
import type { Database } from '../database/database.ts';
import { applications } from '../database/schema/applications.ts';
import { cards } from '../database/schema/cards.ts';

/** What is shown of a name or a number that is no longer kept. */
export const ERASED = '*';

/**
 * Erases the relative from cards that have ended and whose consents are withdrawn. Of one that the relative ended, name and
 * number stay as long as the operator is shown that, and the keyed hash as long as the row: without their word that
 * operator cannot bind them again.
 */
export async function eraseEndedCards(db: Database): Promise<void> {
  const withdrawn = db
    .select({ id: applications.id })
    .from(applications)
    .where(and(eq(applications.id, cards.applicationId), isNotNull(applications.consentsWithdrawnAt)));
  await db
    .update(cards)
    .set({
      maskedName: ERASED,
      maskedNumber: ERASED,
      documentEndingHash: null,
      subjectHash: sql`case when ${cards.revocation} = 'subject_repudiated' then ${cards.subjectHash} else 'erased:' || ${cards.ref} end`,
    })
    .where(
      and(
        eq(cards.status, 'revoked'),
        ne(cards.maskedName, ERASED),
        or(
          isNull(cards.revocation),
          ne(cards.revocation, 'subject_repudiated'),
          lt(cards.revokedAt, daysAgo(REPUDIATED_SHOWN_DAYS)),
        ),
        exists(withdrawn),
      ),
    );
}
