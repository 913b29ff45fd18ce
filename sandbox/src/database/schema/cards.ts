import type { Revocation } from '@family-auth/library/protocol/card.ts';
import { index, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';
import { applications } from './applications.ts';

/** A relative's card that is bound to an operator. */
export const cards = familyAuth.table(
  'cards',
  {
    ref: text().primaryKey(),
    operatorSub: text('operator_sub').notNull(),
    applicationId: text('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    relationship: text().notNull(),
    subjectHash: text('subject_hash').notNull(),
    /** Masked, e.g. `李*华`. */
    maskedName: text('masked_name').notNull(),
    /** Masked, e.g. `9****************7`. */
    maskedNumber: text('masked_number').notNull(),
    /** Ids of what can be done with this card, see `rules/card-services.ts`. */
    services: jsonb().$type<string[]>().notNull(),
    status: text().$type<'active' | 'suspended' | 'revoked'>().notNull(),
    boundAt: timestamp('bound_at', { withTimezone: true }).notNull(),
    revokedAt: timestamp('revoked_at', { withTimezone: true }),
    /** Who ended the link; `null` while it lives. */
    revocation: text().$type<Revocation>(),
    /** Sealed: the relative's document, by which the registry is asked whom to tell. Forgotten with the link's end. */
    subjectSealed: text('subject_sealed'),
    /** HMAC over the card and the last characters of the document number: the relative's second fact. */
    documentEndingHash: text('document_ending_hash'),
  },
  (table) => [
    index('cards_operator_sub').on(table.operatorSub),
    index('cards_application_id').on(table.applicationId),
    index('cards_subject_hash').on(table.subjectHash),
  ],
);
export type CardRow = typeof cards.$inferSelect;

/** Display codes: one minute, one use. */
export const cardCodes = familyAuth.table(
  'card_codes',
  {
    /** HMAC over the code. */
    codeHash: text('code_hash').primaryKey(),
    cardRef: text('card_ref')
      .notNull()
      .references(() => cards.ref, { onDelete: 'cascade' }),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    usedAt: timestamp('used_at', { withTimezone: true }),
  },
  (table) => [
    index('card_codes_card_ref').on(table.cardRef),
    index('card_codes_expires_at').on(table.expiresAt),
  ],
);

/** Short-lived delegated links to a service page. */
export const serviceLinks = familyAuth.table(
  'service_links',
  {
    /** HMAC over the token in the link. */
    tokenHash: text('token_hash').primaryKey(),
    cardRef: text('card_ref')
      .notNull()
      .references(() => cards.ref, { onDelete: 'cascade' }),
    service: text().notNull(),
    /** The client whose portal's server alone redeems it; `null`: the backend's own page does. */
    redeemedBy: text('redeemed_by'),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
    usedAt: timestamp('used_at', { withTimezone: true }),
  },
  (table) => [
    index('service_links_card_ref').on(table.cardRef),
    index('service_links_expires_at').on(table.expiresAt),
  ],
);
