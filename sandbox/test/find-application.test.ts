import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { findApplication } from '../src/api/applications/find-application.ts';
import { openAuditLog } from '../src/audit/audit-log.ts';
import type { OpenDatabase } from '../src/database/open-database.ts';
import { applications, applicationTransitions } from '../src/database/schema/applications.ts';
import { openDatabase } from './support/test-database.ts';

const CALLER = { sub: 'operator-1', clientId: 'demo-portal', jkt: 'a-thumbprint' };

let database: OpenDatabase;
before(async () => {
  database = await openDatabase();
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await database.db.insert(applications).values({
    id: 'an-application',
    operatorSub: CALLER.sub,
    clientId: CALLER.clientId,
    jkt: CALLER.jkt,
    relationship: 'sibling',
    method: 'in_person',
    status: 'awaiting_subject',
    version: 3,
    subjectJwe: 'a.b.c.d.e',
    subjectSha256: 'a-digest',
    subjectHash: 'a-hash',
    subjectName: '张*',
    consents: [],
    guardianConsent: false,
    requirements: [],
    createdAt: anHourAgo,
    updatedAt: anHourAgo,
    expiresAt: anHourAgo,
  });
});
after(() => database.close());

it('a waiting that lapsed is ended once, and all that look at the same moment see it ended', async () => {
  const backend = {
    db: database.db,
    audit: openAuditLog('a-key', 'no-file'),
    requestJudgement: () => assert.fail('Nothing is to be judged.'),
  };
  const looks = [1, 2, 3].map(() => findApplication(backend, 'an-application', CALLER));
  for (const { status, reason, version } of await Promise.all(looks)) {
    assert.deepEqual([status, reason, version], ['rejected', 'subject_no_response', 4]);
  }
  assert.equal((await database.db.select().from(applicationTransitions)).length, 1);
});
