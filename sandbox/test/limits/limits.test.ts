import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { countSubmission } from '../../src/api/submission.ts';
import { type Binding, bindCard } from '../../src/applications/cards.ts';
import type { Backend } from '../../src/context/backend.ts';
import { settingsOf } from '../../src/context/settings.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { applications } from '../../src/database/schema/applications.ts';
import { cards } from '../../src/database/schema/cards.ts';
import { attemptCounters } from '../../src/database/schema/challenges.ts';
import { operators } from '../../src/database/schema/operators.ts';
import { describeFault } from '../../src/errors/errors.ts';
import { countAttempt, todayUtc } from '../../src/limits/count-attempt.ts';
import { type Accounts, openAccounts } from '../../src/provider/accounts.ts';
import { type ActivationCodes, openActivationCodes } from '../../src/provider/activation-codes.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import {
  OPERATOR_SUBJECT_SUBMISSIONS_PER_DAY,
  OPERATOR_SUBMISSIONS_PER_DAY,
  RELATIVES_MAX,
} from '../../src/rules/policy.ts';
import { openBackendKeys } from '../../src/storage/backend-keys.ts';
import { keyedHash } from '../../src/storage/keyed-hash.ts';
import { loadSecrets } from '../../src/storage/secrets.ts';
import { applicationRow } from '../support/application-row.ts';
import { OPERATOR } from '../support/family.ts';
import { registrationOf } from '../support/log-in.ts';
import { openDatabase } from '../support/test-database.ts';

describe('what is limited', () => {
  let database: OpenDatabase;
  let accounts: Accounts;
  let codes: ActivationCodes;
  const hash = keyedHash('AAAA');
  let directory: string;
  const at = new Date();
  const application = applicationRow(
    {
      id: 'application-1',
      status: 'processing',
      relationship: 'spouse',
      method: 'face_liveness',
      subjectHash: 'the-subject',
    },
    at,
  );
  before(async () => {
    // No day ends while its attempts are counted.
    mock.timers.enable({ apis: ['Date'], now: at });
    database = await openDatabase();
    const { db } = database;
    const settings = settingsOf({}, { portal: 1, backend: 2 });
    codes = openActivationCodes(db, hash, syntheticRegistry());
    const audit = { append: async () => {}, checkpoint: async () => {}, unnotedSince: () => undefined };
    directory = await mkdtemp(join(tmpdir(), 'family-auth-test-'));
    const keys = await openBackendKeys(
      await loadSecrets(join(directory, 'secrets.json')),
      join(directory, 'secrets.json'),
    );
    accounts = openAccounts({ db, hash, settings, audit, keys }, codes);
    await accounts.register({ ...OPERATOR, ...registrationOf(OPERATOR) }, 'a visit');
    await database.db.insert(applications).values(application);
  });
  after(async () => {
    await database.close();
    await rm(directory, { recursive: true });
    mock.timers.reset();
  });

  it('are failed log-ins, alike for who is registered and who is not, spaces and all, and many at once', async () => {
    const { db } = database;
    const { idNumber } = OPERATOR;
    for (const [account, otherwise] of [
      [idNumber, `${idNumber.slice(0, 6)} ${idNumber.slice(6)}`],
      ['13912345678', '+86 139-1234-5678'],
    ] as const) {
      const tryOn = (typed: string) => accounts.logIn({ account: typed, password: 'not the one' });
      assert.deepEqual(await tryOn(account), { errors: ['wrong_credentials'] });
      await db.update(attemptCounters).set({ count: 49 });
      const answers = await Promise.all([account, otherwise, account, otherwise].map(tryOn));
      const errors = answers.flatMap((answer) => ('errors' in answer ? answer.errors : 'in')).sort();
      assert.deepEqual(errors, [...Array(3).fill('too_many_tries'), 'wrong_credentials']);
      await db.delete(attemptCounters);
    }
  });

  it('are failed log-ins of one account, whether its number or its phone was typed', async () => {
    const { idNumber, phone } = OPERATOR;
    const tryOn = (account: string) => accounts.logIn({ account, password: 'not the one' });
    await tryOn(idNumber);
    await database.db.update(attemptCounters).set({ count: 50 });
    assert.deepEqual(await tryOn(phone), { errors: ['too_many_tries'] });
    await database.db.delete(attemptCounters);
  });

  it('are no reason to wait for whoever sets a new password by a fresh code', async () => {
    const { db } = database;
    const { idNumber, phone } = OPERATOR;
    const logIn = (password: string) => accounts.logIn({ account: phone, password });
    await logIn('not the one');
    await db.update(attemptCounters).set({ count: 50 });
    assert.deepEqual(await logIn(OPERATOR.password), { errors: ['too_many_tries'] });
    const activationCode = (await codes.issue(db, { idType: 'resident_id_card', number: idNumber }))!;
    const entry = { idNumber, phone, activationCode, password: OPERATOR.password };
    assert.ok('sub' in (await accounts.reset(entry, 'another visit')));
    assert.ok('sub' in (await logIn(OPERATOR.password)));
    await db.delete(attemptCounters);
  });

  it('are not log-ins that succeed', async () => {
    const { phone, password } = OPERATOR;
    for (let times = 0; times < 2; times++) {
      assert.ok('sub' in (await accounts.logIn({ account: phone, password })));
    }
    const counted = await database.db.select().from(attemptCounters);
    assert.deepEqual(
      counted.map(({ count }) => count),
      [0],
    );
  });

  it('are submissions of one operator, and those of one operator for one relative', async () => {
    const { db } = database;
    const [row] = await db.select().from(applications);
    for (const [scope, most] of [
      ['operator:operator-1', OPERATOR_SUBMISSIONS_PER_DAY],
      ['operator:operator-1:subject:the-subject', OPERATOR_SUBJECT_SUBMISSIONS_PER_DAY],
    ] as const) {
      await db.delete(attemptCounters);
      await countAttempt(db, `submission:${scope}`, todayUtc());
      await db.update(attemptCounters).set({ count: most });
      await assert.rejects(countSubmission(db, row!), ({ code, headers }: never) => {
        assert.equal(code, 'attempts_exhausted');
        return Number(headers['retry-after']) > 0;
      });
    }
  });

  it('are no submissions of strangers: they use up nothing of a relative', async () => {
    const { db } = database;
    const [row] = await db.select().from(applications);
    await db.delete(attemptCounters);
    for (const stranger of ['stranger-1', 'stranger-2', 'stranger-3']) {
      const theirs = { ...row!, operatorSub: stranger };
      for (let sent = 0; sent < OPERATOR_SUBJECT_SUBMISSIONS_PER_DAY; sent++)
        await countSubmission(db, theirs);
      await assert.rejects(countSubmission(db, theirs), { code: 'attempts_exhausted' });
    }
    await countSubmission(db, row!);
  });

  it('are cards, looked at again when one is bound', async () => {
    const { db } = database;
    const [row] = await db.select().from(applications);
    const bind = () => bindCard({ db } as Backend, db, row!, syntheticRegistry());
    const held = (subjectHash: string, relationship: string) =>
      db.insert(cards).values({
        ref: `card-${subjectHash}`,
        operatorSub: row!.operatorSub,
        applicationId: row!.id,
        relationship,
        subjectHash,
        maskedName: 'x',
        maskedNumber: 'x',
        services: [],
        status: 'active',
        boundAt: at,
      });
    const full: Binding = { refused: 'quota_exceeded' };
    await held('a-wife', 'spouse');
    assert.deepEqual(await bind(), full);
    await db.delete(cards);
    for (let n = 0; n < RELATIVES_MAX; n++) await held(`relative-${n}`, 'other');
    assert.deepEqual(await bind(), full);
    await held(row!.subjectHash, 'other');
    assert.deepEqual(await bind(), { refused: 'duplicate' });
  });

  it('is what the log learns of a fault: kinds, codes and places, never what stood in a query', async () => {
    const secret = '13912345678';
    const twice = () =>
      database.db.insert(operators).values({
        sub: 'same',
        name: secret,
        idType: 'passport',
        numberHash: 'same',
        phoneHash: secret,
        passwordHash: secret,
      });
    await twice();
    const fault = await twice().then(
      () => assert.fail('The second must fail.'),
      (error: Error) => error,
    );
    assert.ok(fault.message.includes(secret), 'the message would tell');
    const line = describeFault(fault);
    assert.ok(!line.includes(secret));
    assert.match(line, /23505.* at .*:\d+/);
    assert.ok(!line.includes('\n'));
  });
});
