import type { applications } from '../../src/database/schema/applications.ts';

type ApplicationValues = typeof applications.$inferInsert;

/**
 * A row of the operator `operator-1` for tests that need an application in the database and no request that made it.
 *
 * @param values what the test is about; the rest is filled in.
 * @param at when it was made, last changed, and ends. Default now.
 */
export const applicationRow = (
  values: Partial<ApplicationValues> & Pick<ApplicationValues, 'id' | 'status'>,
  at = new Date(),
): ApplicationValues => ({
  operatorSub: 'operator-1',
  clientId: 'demo-portal',
  jkt: 'a-thumbprint',
  relationship: 'sibling',
  method: 'document_review',
  version: 1,
  subjectJwe: 'a.b.c.d.e',
  subjectSha256: 'a-digest',
  subjectHash: 'a-hash',
  subjectName: '张*',
  consents: [],
  guardianConsent: false,
  requirements: [],
  createdAt: at,
  updatedAt: at,
  expiresAt: at,
  ...values,
});
