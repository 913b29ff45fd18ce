import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import { findApplication } from '../../src/applications/find-application.ts';
import { settleAnswer } from '../../src/applications/subject-requests.ts';
import { openAuditLog } from '../../src/audit/audit-log.ts';
import type { Backend } from '../../src/context/backend.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { applications, applicationTransitions } from '../../src/database/schema/applications.ts';
import { takeClaim } from '../../src/reviewer/review-claims.ts';
import { applicationRow } from '../support/application-row.ts';
import { openDatabase } from '../support/test-database.ts';

const CALLER = { sub: 'operator-1', clientId: 'demo-portal', jkt: 'a-thumbprint' };

/** So the row is the caller's. */
const FOR_CALLER = { operatorSub: CALLER.sub, clientId: CALLER.clientId, jkt: CALLER.jkt };

let database: OpenDatabase;
before(async () => {
  database = await openDatabase();
});
beforeEach(async () => {
  const anHourAgo = new Date(Date.now() - 3_600_000);
  const row = { id: 'an-application', method: 'in_person', status: 'awaiting_subject', version: 3 } as const;
  await database.db.insert(applications).values(applicationRow({ ...row, ...FOR_CALLER }, anHourAgo));
});
afterEach(() => database.db.delete(applications));
after(() => database.close());

const backend = () =>
  ({
    db: database.db,
    audit: openAuditLog('a-key', 'no-file'),
    requestJudgement: () => assert.fail('Nothing is to be judged.'),
  }) as unknown as Backend;

it('a waiting that lapsed is ended once, and all that look at the same moment see it ended', async () => {
  const looks = [1, 2, 3].map(() => findApplication(backend(), 'an-application', CALLER));
  for (const { status, reason, version } of await Promise.all(looks)) {
    assert.deepEqual([status, reason, version], ['rejected', 'subject_no_response', 4]);
  }
  assert.equal((await database.db.select().from(applicationTransitions)).length, 1);
});

it('a waiting that lapsed takes no answer any more, whoever comes with it', async () => {
  const at = new Date().toISOString();
  for (const settled of [
    { agreed: true, answer: { by: 'relative', who: 'subject-1', consents: [], at } },
    { agreed: true, answer: { by: 'clerk', who: 'wu', consents: [], note: '', at } },
    { agreed: false, reason: 'subject_declined', decidedBy: 'subject:subject-1' },
  ] as const) {
    assert.equal(await settleAnswer(backend(), 'an-application', settled), false);
  }
  const [row] = await database.db.select().from(applications);
  assert.deepEqual([row!.status, row!.version, row!.subjectAnswer], ['awaiting_subject', 3, null]);
});

it('a review that lapsed is claimed by nobody any more', async () => {
  await database.db.update(applications).set({ status: 'manual_review' });
  assert.equal(await takeClaim(backend(), 'an-application', 'li'), 'gone');
});
