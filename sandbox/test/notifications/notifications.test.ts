import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Backend } from '../../src/context/backend.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import type { CardRow } from '../../src/database/schema/cards.ts';
import { notifications } from '../../src/database/schema/notifications.ts';
import type { OperatorRow } from '../../src/database/schema/operators.ts';
import { deliverDue, forgetDelivered } from '../../src/notifications/deliver-notifications.ts';
import type { Notification, Notifier } from '../../src/notifications/notifier.ts';
import { contactOf, notifyHolder, notifySubject } from '../../src/notifications/notify-subject.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { openBackendKeys } from '../../src/storage/backend-keys.ts';
import { keyedHash } from '../../src/storage/keyed-hash.ts';
import { loadSecrets } from '../../src/storage/secrets.ts';
import { ANNA, CHILD, residentOf } from '../support/family.ts';
import { openDatabase } from '../support/test-database.ts';

const HOUR_MS = 3_600_000;

describe('a message to a relative', () => {
  const registry = syntheticRegistry();
  const logged: string[] = [];
  let directory: string;
  let database: OpenDatabase;
  let backend: Backend;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'family-auth-test-'));
    database = await openDatabase();
    const path = join(directory, 'secrets.json');
    const secrets = await loadSecrets(path);
    backend = {
      db: database.db,
      keys: await openBackendKeys(secrets, path),
      hash: keyedHash(secrets.hashKey),
      registry,
      settings: { issuer: 'http://127.0.0.1:1' },
      log: (line: string) => void logged.push(line),
    } as Partial<Backend> as Backend;
  });
  afterEach(async () => {
    logged.length = 0;
    await database.db.delete(notifications);
  });
  after(async () => {
    await database.close();
    await rm(directory, { recursive: true });
  });

  const contactFor = async ({ id }: typeof ANNA) =>
    contactOf(backend, await registry.find(id.type, id.number));
  const card = {
    ref: 'AAAAAAAAAAAAAAAAAAAAAA',
    maskedName: '安*然',
    relationship: 'sibling',
    services: [] as string[],
    boundAt: new Date(),
    revokedAt: null,
    revocation: null,
  } as CardRow;
  const write = async (tx = backend.db) =>
    notifySubject(backend, tx, 'card_bound', {
      card,
      operator: undefined,
      contact: (await contactFor(ANNA))!,
    });
  const failing = (times: number) => {
    const tries: Notification[] = [];
    const notifier: Notifier = {
      async send(notification) {
        tries.push(notification);
        if (tries.length <= times) throw new Error(`no line to ${notification.phone}`);
      },
    };
    return { tries, notifier };
  };

  it('goes to the person, to a guardian in a child’s place, and to nobody where no phone is on file', async () => {
    assert.equal((await contactFor(ANNA))?.phone, '11888010001');
    const ofChild = await contactFor(CHILD);
    assert.deepEqual([ofChild?.phone, ofChild?.of], ['11888010001', 'guardian']);
    assert.equal(await contactFor(residentOf('莱拉·样例', '318801197807218169')), undefined);
    assert.equal(contactOf(backend, undefined), undefined);
  });

  it('says to a guardian who is the operator that it was done in their own name', async () => {
    const contact = (await contactFor(CHILD))!;
    const { numberHash } = contact;
    for (const [by, said] of [
      [{ name: '安晓然', numberHash }, '您已于'],
      [{ name: '安建国', numberHash: 'another' }, '安*国 已于'],
    ] as const) {
      await notifySubject(backend, backend.db, 'card_bound', { card, operator: by as OperatorRow, contact });
      const { tries, notifier } = failing(0);
      await deliverDue(backend, notifier, new Date());
      assert.ok(tries[0]!.text['zh-CN'].includes(said), said);
    }
  });

  it('is rolled back with what it tells of', async () => {
    const rolledBack = backend.db.transaction(async (tx) => {
      await write(tx);
      throw new Error('The binding failed.');
    });
    await assert.rejects(rolledBack, /The binding failed/);
    const { tries, notifier } = failing(0);
    await deliverDue(backend, notifier, new Date());
    assert.equal(tries.length, 0);
  });

  it('is tried again, later each time, until it is handed over, and then no more', async () => {
    await backend.db.transaction((tx) => write(tx));
    const { tries, notifier } = failing(3);
    const nowMs = Date.now();
    const at = (ms: number) => deliverDue(backend, notifier, new Date(nowMs + ms));
    await at(0);
    await at(1_000);
    assert.equal(tries.length, 1, 'not again at once');
    for (const hours of [1, 2, 3, 4]) await at(hours * HOUR_MS);
    assert.equal(tries.length, 4, 'three in vain, then once');
    assert.equal(new Set(tries.map(({ id }) => id)).size, 1, 'the same message each time');
    assert.equal(logged.length, 3);
    assert.ok(!logged.join().includes('1188801'), 'what failed is logged, not to whom');
  });

  it('is handed over once by two that look at the same moment, and again if the one died', async () => {
    await backend.db.transaction((tx) => write(tx));
    const { tries, notifier } = failing(0);
    const now = new Date();
    await Promise.all([deliverDue(backend, notifier, now), deliverDue(backend, notifier, now)]);
    assert.equal(tries.length, 1);

    await backend.db.update(notifications).set({ deliveredAt: null, nextAttemptAt: now });
    const died = new AbortController();
    const hanging: Notifier = {
      send() {
        died.abort();
        return new Promise(() => {});
      },
    };
    await deliverDue(backend, hanging, now, died.signal);
    await deliverDue(backend, notifier, new Date(now.getTime() + HOUR_MS));
    assert.equal(tries.length, 2);
  });

  it('stands in the database sealed, and is forgotten a month after it was delivered', async () => {
    await backend.db.transaction((tx) => write(tx));
    const rows = async () => backend.db.select().from(notifications);
    const kept = JSON.stringify(await rows());
    for (const personal of ['1188801', '安', 'sibling']) assert.ok(!kept.includes(personal), personal);
    await forgetDelivered(backend);
    assert.equal((await rows()).length, 1, 'not before it was delivered');
    const longAgo = new Date(Date.now() - 31 * 24 * HOUR_MS);
    await backend.db.update(notifications).set({ deliveredAt: longAgo });
    await forgetDelivered(backend);
    assert.equal((await rows()).length, 0);

    const citizen = (await registry.find(ANNA.id.type, ANNA.id.number))!;
    await notifyHolder(backend, backend.db, 'password_reset', { citizen });
    await forgetDelivered(backend);
    assert.equal((await rows()).length, 1);
    await backend.db.update(notifications).set({ createdAt: longAgo });
    await forgetDelivered(backend);
    assert.equal((await rows()).length, 0, 'one of an account also when it never could be');
  });

  it('of a child’s account goes to the guardian, and speaks of the child', async () => {
    const citizen = (await registry.find(CHILD.id.type, CHILD.id.number))!;
    await notifyHolder(backend, backend.db, 'activation_code_issued', { citizen });
    const { tries, notifier } = failing(0);
    await deliverDue(backend, notifier, new Date());
    const [{ phone, text }] = tries as [Notification];
    assert.equal(phone, '11888010001');
    assert.ok(text['zh-CN'].includes('核对您的孩子') && text.en.includes('your child'));
  });
});
