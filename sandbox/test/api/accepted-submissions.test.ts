import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { long } from '../../../test/long.ts';
import type { Judge, JudgementInput } from '../../src/judgement/judgement.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  draft,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  PENSIONER,
  problemOf,
  statusOf,
  submit,
  uploadDocument,
  waitFor,
} from '../support/family.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { alterDatabase, startSandbox } from '../support/test-database.ts';

/** Lets the `n`th job that is written from now on fail, or be lost without anybody noticing. */
const disturbJobs = (failing: number, lost: number) => `
  create sequence public.jobs_written;
  create function public.disturb() returns trigger language plpgsql as $$
    declare n bigint := case when new.name = 'judgement' then nextval('public.jobs_written') end;
    begin
      if n = ${failing} then raise exception 'disturbed'; end if;
      if n = ${lost} then return null; end if;
      return new;
    end $$;
  create trigger disturb before insert on family_auth_jobs.job for each row execute function public.disturb();
`;

describe('a submission that was accepted', () => {
  let dataDir: string;
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  const judged: string[] = [];
  const approve = async ({ applicationId }: Pick<JudgementInput, 'applicationId'>) => {
    judged.push(applicationId);
    return { verdict: 'approved', checks: [], remember: [] } as const;
  };
  let judge: Judge = { judge: approve, close: async () => {} };

  const start = async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir, judge });
    known = await know(sandbox.backendUrl);
  };
  const jobs = async () => (await sandbox.digestRows()).filter((line) => line.startsWith('jobs ')).length;
  const prepare = async (subject = ANNA) => {
    const made = await draft(known, operator, { subject, relationship: 'other' });
    const bytes = await manifestOf(known, operator, made, [await uploadDocument(known, operator, made)]);
    return { id: made.application.id, bytes };
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-accepted-'));
    judged.length = 0;
    await start();
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  });
  afterEach(async () => {
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  describe('where writing its job fails once, and a later job is lost', long, () => {
    beforeEach(async () => {
      await sandbox.close();
      await alterDatabase(dataDir, disturbJobs(1, 3));
      await start();
      operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR);
    });

    it('was not accepted without its job, is accepted when sent again, and each is decided once', async () => {
      const first = await prepare();
      const { status, code } = await problemOf(await submit(known, operator, first.id, first.bytes));
      assert.deepEqual([status, code], [500, 'internal']);
      assert.equal((await statusOf(known, operator, first.id)).status, 'draft');
      assert.equal(await jobs(), 0);

      assert.equal((await submit(known, operator, first.id, first.bytes)).status, 202);
      await waitFor(known, operator, first.id, ['approved']);

      const second = await prepare(PENSIONER);
      assert.equal((await submit(known, operator, second.id, second.bytes)).status, 202);
      await waitFor(known, operator, second.id, ['approved']);
      assert.deepEqual(judged, [first.id, second.id]);
      assert.equal(await jobs(), 2);
    });
  });

  describe('while it is being judged', () => {
    before(() => {
      judge = {
        ...judge,
        judge: (_, signal) =>
          new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
      };
    });
    after(() => {
      judge = { ...judge, judge: approve };
    });

    it('gets no second job when it is sent again, and none by a restart', async () => {
      const { id, bytes } = await prepare();
      for (let times = 0; times < 3; times++) {
        assert.equal((await submit(known, operator, id, bytes)).status, 202);
      }
      await waitFor(known, operator, id, ['processing']);
      judge = { ...judge, judge: approve };
      for (let times = 0; times < 2; times++) {
        await sandbox.close();
        await start();
      }
      operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR);
      await waitFor(known, operator, id, ['approved']);
      assert.equal(await jobs(), 1);
      assert.deepEqual(judged, [id]);
      const me = await call(operator, 'GET', `${known.discovery.api_base}/family/cards`);
      assert.equal(((await me.json()) as { cards: [] }).cards.length, 1);
    });
  });
});
