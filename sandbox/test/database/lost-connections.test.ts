import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { isConnectionLost } from '../../src/database/lost-connections.ts';
import { type OpenDatabase, openServer } from '../../src/database/open-database.ts';
import type { Judge } from '../../src/judgement/judgement.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  applicationBody,
  handIn,
  type Known,
  know,
  OPERATOR,
  PENSIONER,
  postApplication,
  waitFor,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { type LoggedIn, logIn } from '../support/log-in.ts';
import { databaseUrlFor, onServer, startSandbox } from '../support/test-database.ts';

const skip = onServer ? false : 'needs a PostgreSQL server: npm test -- --only postgres';

/** A connection of its own, that ends all others of the same database, as a restart of the server does. */
async function openAdministrator(url: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    query: (statement: string) => client.query(statement),
    endOthers: () =>
      client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      ),
    async somebodyWaits() {
      const waiting =
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      const overdue = AbortSignal.timeout(60_000);
      while ((await client.query(waiting)).rows.length === 0) {
        assert.ok(!overdue.aborted, 'Nobody waits for the lock: what should, ended or never began.');
      }
    },
    close: () => client.end(),
  };
}
type Administrator = Awaited<ReturnType<typeof openAdministrator>>;

describe('when the connections to the database are lost', { skip }, () => {
  let url: string;
  let administrator: Administrator;
  before(async () => {
    url = (await databaseUrlFor('memory'))!;
    administrator = await openAdministrator(url);
  });
  after(() => administrator.close());

  describe('a pool', () => {
    let database: OpenDatabase;
    before(async () => {
      database = await openServer(url, false);
    });
    // Waits for connections that were never given back.
    after(() => database.close(), { timeout: 30_000 });

    it('outlives transactions that lose theirs, more of them than it has connections', async () => {
      const { db } = database;
      for (let i = 0; i < 12; i++) {
        const lost = db.transaction(async (tx) => {
          await tx.execute(sql`select 1`);
          await administrator.endOthers();
          // Nobody listens at this moment; in a process that does not expect it, this is the end.
          await new Promise((resolve) => setImmediate(resolve));
          await tx.execute(sql`select 1`);
        });
        await assert.rejects(lost, isConnectionLost);
      }
      await db.transaction((tx) => tx.execute(sql`select 1`));
    });

    it('gives its connections out again when each was lost before its transaction began', async () => {
      const { db } = database;
      const tenAtOnce = () =>
        Promise.allSettled(
          Array.from({ length: 10 }, () => db.transaction((tx) => tx.execute(sql`select pg_sleep(0)`))),
        );
      await tenAtOnce();
      for (let i = 0; i < 3; i++) await Promise.all([tenAtOnce(), administrator.endOthers()]);
      await db.transaction((tx) => tx.execute(sql`select 1`));
    });

    it('tells a lost connection from a fault of the statement', async () => {
      const { db } = database;
      await assert.rejects(db.execute(sql`select nothing`), (error) => !isConnectionLost(error));
      const closed = await openServer(url, false);
      await closed.close();
      await assert.rejects(closed.db.execute(sql`select 1`), isConnectionLost);
      await assert.rejects(
        closed.db.transaction((tx) => tx.execute(sql`select 1`)),
        isConnectionLost,
      );
    });
  });

  describe('a sandbox', () => {
    let sandbox: Sandbox;
    let known: Known;
    let operator: LoggedIn;
    let judgements = 0;
    let onJudged = async () => {};
    before(async () => {
      const approving = judgeSaying({ verdict: 'approved' });
      const judge: Judge = {
        ...approving,
        async judge(input) {
          judgements += 1;
          await onJudged();
          return approving.judge(input);
        },
      };
      sandbox = await startSandbox({ portalPort: 0, databaseUrl: url, judge });
      known = await know(sandbox.backendUrl);
      operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    });
    after(() => sandbox.close(), { timeout: 60_000 });

    it('answers the request that meets it 503 with Retry-After, and the same request again succeeds', async () => {
      const body = await applicationBody(known, operator, { subject: ANNA, relationship: 'child' });
      const key = 'the-same-key-both-times';
      await administrator.query('begin; lock table family_auth.applications in access exclusive mode');
      const met = postApplication(known, operator, body, key);
      await administrator.somebodyWaits();
      await administrator.endOthers();
      const refused = await met;
      await administrator.query('rollback');
      assert.equal(refused.status, 503);
      assert.equal(refused.headers.get('retry-after'), '2');
      const { code, retryable } = (await refused.json()) as { code: string; retryable: boolean };
      assert.deepEqual({ code, retryable }, { code: 'unavailable', retryable: true });
      assert.equal((await postApplication(known, operator, body, key)).status, 201);
    });

    it('answers 503 at the provider, too, and lets people log in afterwards', async () => {
      await administrator.query('begin; lock table family_auth.oidc_payloads in access exclusive mode');
      const request = new URLSearchParams({
        client_id: 'demo-portal',
        request_uri: 'urn:ietf:params:oauth:request_uri:none',
      });
      const met = fetch(`${sandbox.backendUrl}/oidc/auth?${request}`);
      await administrator.somebodyWaits();
      await administrator.endOthers();
      await administrator.query('rollback');
      const { status, headers } = await met;
      assert.deepEqual([status, headers.get('retry-after')], [503, '2']);
      await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR);
    });

    it('judges again what was being judged', async () => {
      const judgedFor = new Promise<void>((resolve) => {
        onJudged = async () => {
          onJudged = async () => {};
          await administrator.query('begin; lock table family_auth.applications in access exclusive mode');
          resolve();
        };
      });
      judgements = 0;
      const handedIn = handIn(known, operator, { subject: PENSIONER, relationship: 'other' });
      await judgedFor;
      await administrator.somebodyWaits();
      await administrator.endOthers();
      await administrator.query('rollback');
      const { made } = await handedIn;
      await waitFor(known, operator, made.application.id, ['approved']);
      assert.equal(judgements, 2);
    });
  });
});
