import type { ApplicationStatus } from '@family-auth/library/protocol/application.ts';
import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { applications } from '../database/schema/applications.ts';
import { cards } from '../database/schema/cards.ts';
import { RELATIVES_MAX } from '../rules/policy.ts';
import { relationships } from '../rules/relationships.ts';

/** Applications that still may become a card. */
const OPEN: ApplicationStatus[] = ['draft', 'submitted', 'processing', 'manual_review', 'awaiting_subject'];

export interface Relatives {
  /** How many more the operator may add. */
  readonly left: number;
  readonly leftByRelationship: Readonly<Record<string, number>>;
  /** Relatives who are bound, or whose application is past its draft. */
  readonly taken: ReadonlySet<string>;
}

/**
 * Counts bound cards and open applications of an operator.
 *
 * @param except hash of a relative whose own draft does not count: a new application takes its place.
 */
export async function relativesLeft(db: Database, operatorSub: string, except?: string): Promise<Relatives> {
  const bound = await db
    .select({ relationship: cards.relationship, subjectHash: cards.subjectHash })
    .from(cards)
    .where(and(eq(cards.operatorSub, operatorSub), inArray(cards.status, ['active', 'suspended'])));
  const open = await db
    .select({
      relationship: applications.relationship,
      subjectHash: applications.subjectHash,
      status: applications.status,
      expiresAt: applications.expiresAt,
    })
    .from(applications)
    .where(and(eq(applications.operatorSub, operatorSub), inArray(applications.status, OPEN)));
  const drafts = open.filter(
    ({ status, expiresAt, subjectHash }) =>
      status === 'draft' && expiresAt.getTime() > Date.now() && subjectHash !== except,
  );
  const settled = [...bound, ...open.filter(({ status }) => status !== 'draft')];
  const counted = [...settled, ...drafts];
  return {
    left: Math.max(0, RELATIVES_MAX - counted.length),
    leftByRelationship: Object.fromEntries(
      relationships.flatMap(({ code, max_count }) =>
        max_count === undefined
          ? []
          : [
              [
                code,
                Math.max(0, max_count - counted.filter(({ relationship }) => relationship === code).length),
              ],
            ],
      ),
    ),
    taken: new Set(settled.map(({ subjectHash }) => subjectHash)),
  };
}
