import { createHmac } from 'node:crypto';

/** What is hashed; one purpose's hash says nothing about another's. */
type Purpose =
  | 'document'
  | 'phone'
  | 'activation-code'
  | 'account-visit'
  | 'card-code'
  | 'service-link'
  | 'subject-link'
  | 'undo-link'
  | 'undo-ticket'
  | 'document-ending'
  | 'appointment'
  | 'appointment-code'
  | 'erased'
  | 'staff-login'
  | 'closed-account'
  | 'document-pair';

/**
 * HMAC-SHA-256 with a key that is kept outside the database: lets equal things be found again without keeping them.
 * A plain hash would not do, the space of ID numbers is small enough to be tried through.
 */
export type KeyedHash = (purpose: Purpose, ...fields: readonly string[]) => string;

export const keyedHash =
  (key: string): KeyedHash =>
  (purpose, ...fields) =>
    createHmac('sha256', Buffer.from(key, 'base64url'))
      .update(JSON.stringify([purpose, ...fields]))
      .digest('base64url');
