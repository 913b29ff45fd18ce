import { text, timestamp } from 'drizzle-orm/pg-core';
import { applications } from './applications.ts';
import { familyAuth } from './family-auth-schema.ts';

const applicationId = () =>
  text('application_id')
    .primaryKey()
    .references(() => applications.id, { onDelete: 'cascade' });

/** Which reviewer has a case: nobody else opens or decides it until then. */
export const reviewClaims = familyAuth.table('review_claims', {
  applicationId: applicationId(),
  /** Name of the account. */
  reviewer: text().notNull(),
  since: timestamp({ withTimezone: true }).notNull(),
  /** When it lapses; later with each act on the case. */
  until: timestamp({ withTimezone: true }).notNull(),
});

/** That a reviewer wants to approve what the machine refused: until a second one has decided, or it waits no longer. */
export const reviewProposals = familyAuth.table('review_proposals', {
  applicationId: applicationId(),
  reviewer: text().notNull(),
  /** The reviewer's own words, or an empty string. */
  note: text().notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
});
