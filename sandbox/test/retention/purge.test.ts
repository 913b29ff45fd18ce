import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eq, sql } from 'drizzle-orm';
import type { Backend } from '../../src/context/backend.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { applications, submissions } from '../../src/database/schema/applications.ts';
import { cards } from '../../src/database/schema/cards.ts';
import { attemptCounters } from '../../src/database/schema/challenges.ts';
import { deletionReceipts } from '../../src/database/schema/evidence.ts';
import { notifications } from '../../src/database/schema/notifications.ts';
import { eraseEndedCards, purge } from '../../src/retention/purge.ts';
import { applicationRow } from '../support/application-row.ts';
import { openDatabase } from '../support/test-database.ts';

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);

describe('a purge', () => {
  let database: OpenDatabase;
  const logged: string[] = [];
  const backend = () =>
    ({ db: database.db, log: (line: string) => void logged.push(line) }) as unknown as Backend;
  const application = (id: string, over: Partial<typeof applications.$inferInsert> = {}) =>
    applicationRow({ id, status: 'expired', subjectHash: `hash-of-${id}`, ...over }, ago(3));
  const card = (ref: string, over: Partial<typeof cards.$inferInsert> = {}) => ({
    ref,
    operatorSub: 'operator-1',
    applicationId: `of-${ref}`,
    relationship: 'sibling',
    subjectHash: `hash-of-${ref}`,
    maskedName: '张*',
    maskedNumber: '1*6',
    services: [],
    status: 'revoked' as const,
    boundAt: ago(60),
    revokedAt: ago(40),
    documentEndingHash: 'an-ending',
    ...over,
  });
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());

  it('goes on past a row that cannot be deleted, over as many as there are, and tries it again', async () => {
    const { db } = database;
    const drafts = Array.from({ length: 250 }, (_, n) => application(`draft-${String(n).padStart(3, '0')}`));
    await db.insert(applications).values(drafts);
    await db.execute(sql`create function refuse() returns trigger language plpgsql as $$
      begin if old.id = 'draft-007' then raise exception 'not this one'; end if; return old; end $$`);
    await db.execute(sql`create trigger refuse before delete on family_auth.applications
      for each row execute function refuse()`);
    await purge(backend());
    assert.deepEqual(
      (await db.select({ id: applications.id }).from(applications)).map(({ id }) => id),
      ['draft-007'],
    );
    assert.equal(logged.length, 1);
    assert.ok(logged[0]!.includes('draft-007'));
    assert.equal((await db.select().from(deletionReceipts)).length, 249);
    await db.execute(sql`drop trigger refuse on family_auth.applications`);
    await purge(backend());
    assert.equal((await db.select().from(applications)).length, 0);
  });

  it('leaves a draft for a day, and what was submitted for longer', async () => {
    const { db } = database;
    await db
      .insert(applications)
      .values([
        application('just-ended', { updatedAt: ago(0.9) }),
        application('submitted', { status: 'withdrawn' }),
      ]);
    await db.insert(submissions).values({
      applicationId: 'submitted',
      jws: '{}',
      sha256: 'a-digest',
      jti: 'a-jti',
      jkt: 'a-thumbprint',
      authTime: 0,
      receivedAt: ago(3),
    });
    await purge(backend());
    const left = await db.select({ id: applications.id }).from(applications).orderBy(applications.id);
    assert.deepEqual(
      left.map(({ id }) => id),
      ['just-ended', 'submitted'],
    );
    await db.delete(applications);
  });

  it('keeps what is counted for this day, this month or for ever, and nothing older', async () => {
    const days = [0, 2, 70].map((days) => ago(days).toISOString());
    const kept = [days[0]!.slice(0, 10), days[0]!.slice(0, 7), 'ever'];
    const over = [days[1]!.slice(0, 10), `${days[1]!.slice(0, 10)}T10:15`, days[2]!.slice(0, 7)];
    await database.db
      .insert(attemptCounters)
      .values([...kept, ...over].map((day) => ({ scope: 'tries:the-relative', day, count: 1 })));
    await purge(backend());
    const left = await database.db.select().from(attemptCounters);
    assert.deepEqual(left.map(({ day }) => day).sort(), kept.sort());
  });

  it('is held up by no table: whatever hangs on an application, its session or its card goes with it', async () => {
    const { rows } = (await database.db.execute(sql`
      select con.conrelid::regclass::text as name, con.confdeltype as rule from pg_constraint con
      where con.contype = 'f' and con.confrelid in (
        'family_auth.applications'::regclass, 'family_auth.cards'::regclass, 'family_auth.challenges'::regclass
      )`)) as unknown as { rows: { name: string; rule: string }[] };
    assert.ok(rows.length >= 9);
    assert.deepEqual(
      rows.filter(({ rule }) => rule !== 'c'),
      [],
    );
  });

  it('takes with a card what only names it: tries at its second fact, messages that were never delivered', async () => {
    const { db } = database;
    const [gone, kept] = ['card-gone', 'card-kept'];
    const decided = { status: 'approved' as const, updatedAt: ago(4 * 366) };
    await db.insert(applications).values([gone, kept].map((ref) => application(`of-${ref}`, decided)));
    await db.insert(cards).values([card(gone, { revokedAt: ago(4 * 366) }), card(kept)]);
    for (const ref of [gone, kept]) {
      await db.insert(attemptCounters).values({ scope: `undo:${ref}`, day: 'ever', count: 1 });
      await db.insert(notifications).values({
        id: `message-of-${ref}`,
        kind: 'card_ended',
        cardRef: ref,
        sealed: 'a.b.c.d.e',
        createdAt: ago(4 * 366),
        nextAttemptAt: ago(0),
      });
    }
    await purge(backend());
    const counted = await db.select().from(attemptCounters);
    assert.deepEqual(
      counted.map(({ scope }) => scope).filter((scope) => scope.startsWith('undo:')),
      ['undo:card-kept'],
    );
    assert.deepEqual(
      (await db.select().from(notifications)).map(({ cardRef }) => cardRef),
      [kept],
    );
    await db.delete(applications);
  });

  it('erases a card that has ended when the consents are withdrawn, and keeps what a relative’s no rests on', async () => {
    const { db } = database;
    const withdrawn = { status: 'approved' as const, consentsWithdrawnAt: ago(1) };
    await db
      .insert(applications)
      .values([
        application('of-unbound', withdrawn),
        application('of-repudiated', withdrawn),
        application('of-just-repudiated', withdrawn),
        application('of-bound', withdrawn),
        application('of-consented', { status: 'approved' }),
      ]);
    await db
      .insert(cards)
      .values([
        card('unbound', { revocation: 'operator_unbound' }),
        card('repudiated', { revocation: 'subject_repudiated' }),
        card('just-repudiated', { revocation: 'subject_repudiated', revokedAt: ago(2) }),
        card('bound', { status: 'active', revokedAt: null }),
        card('consented', { revocation: 'operator_unbound' }),
      ]);
    await eraseEndedCards(db);
    const of = async (ref: string) => (await db.select().from(cards).where(eq(cards.ref, ref)))[0]!;
    for (const ref of ['unbound', 'repudiated']) {
      const { maskedName, maskedNumber, documentEndingHash } = await of(ref);
      assert.deepEqual([maskedName, maskedNumber, documentEndingHash], ['*', '*', null]);
    }
    assert.notEqual((await of('unbound')).subjectHash, 'hash-of-unbound');
    assert.equal((await of('repudiated')).subjectHash, 'hash-of-repudiated');
    for (const ref of ['just-repudiated', 'bound', 'consented']) {
      assert.equal((await of(ref)).maskedName, '张*', ref);
    }
  });
});
