import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  handIn,
  type Known,
  know,
  OPERATOR,
  postIntent,
  residentOf,
  statusOf,
  waitFor,
} from '../support/family.ts';
import { type LoggedIn, logIn } from '../support/log-in.ts';
import { openCase } from '../support/review.ts';
import { auditOf } from '../support/staff.ts';
import { startSandbox } from '../support/test-database.ts';

const UNDO_S = 60;
const approval = { decision: 'approved', note: '是本人' };
const refusal = { decision: 'rejected', reason: 'policy', note: '' };
const adults = SYNTHETIC_CITIZENS.filter(
  ({ idType, number }) =>
    idType === 'resident_id_card' && Number(number.slice(6, 10)) < 2006 && number !== OPERATOR.idNumber,
);

describe("a reviewer's decision", () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  before(async () => {
    const judge = {
      judge: async ({ relationship }: { readonly relationship: string }) => ({
        verdict: 'manual_review' as const,
        checks: relationship === 'other' ? [{ name: 'identity' as const, passed: false }] : [],
        remember: [],
      }),
      close: async () => {},
    };
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge, reviewUndoS: UNDO_S });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  let cases = 0;
  async function waiting(relationship = 'sibling'): Promise<string> {
    const { name, number } = adults[cases++]!;
    const { made } = await handIn(known, operator, { subject: residentOf(name, number), relationship });
    await waitFor(known, operator, made.application.id, ['manual_review']);
    return made.application.id;
  }
  const statusNow = async (id: string) => (await statusOf(known, operator, id)).status;
  const actsOn = async (id: string) =>
    (await auditOf(sandbox, id)).acts.filter((act) =>
      /review\.(decided|taken|approval)|approved|rejected/.test(act),
    );

  it('is settled when its minute is over, and until then nobody else sees the case or is told', async (t) => {
    const id = await waiting();
    const li = await openCase(sandbox, 'li', id);
    assert.match((await li.decide(approval))!, /\?done$/);
    assert.equal(await statusNow(id), 'manual_review');
    await assert.rejects(openCase(sandbox, 'wang', id), /gone/);
    assert.match((await li.decide(refusal))!, /\?gone$/, 'it is decided once');
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + UNDO_S * 1000 });
    await waitFor(known, operator, id, ['approved']);
    assert.match((await li.undo())!, /\?too_late$/);
    const acts = await actsOn(id);
    assert.equal(acts[0], 'reviewer:li review.decided decision approved');
    assert.match(acts[1]!, /^reviewer:li application\.approved/);
  });

  it('is taken back within the minute by who made it, who has the case again; and then decides otherwise', async (t) => {
    const id = await waiting();
    const li = await openCase(sandbox, 'li', id);
    await li.decide(approval);
    assert.ok((await (await li.see('/../..')).text()).includes(`cases/${id}/undo`));
    const wang = await openCase(sandbox, 'wang', await waiting());
    assert.match((await wang.undoOf(id))!, /\?too_late$/, 'not by somebody else');
    assert.match((await li.undo())!, new RegExp(`cases/${id}$`));
    assert.equal((await li.see('/pictures/0')).status, 200);
    await li.decide(refusal);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + UNDO_S * 1000 });
    await waitFor(known, operator, id, ['rejected']);
    assert.deepEqual(
      (await actsOn(id)).map((act) => act.replace(/,? version.*/, '')),
      [
        'reviewer:li review.decided decision approved',
        'reviewer:li review.taken_back',
        'reviewer:li review.decided reason policy, decision rejected',
        'reviewer:li application.rejected reason policy',
      ],
    );
  });

  it('comes to nothing when the applicant withdraws in the meantime', async (t) => {
    const id = await waiting();
    const li = await openCase(sandbox, 'li', id);
    await li.decide(approval);
    const wish = { intent: 'withdraw_application', object: id } as const;
    assert.equal((await postIntent(known, operator, `/applications/${id}/withdrawal`, wish)).status, 200);
    assert.equal(await statusNow(id), 'withdrawn');
    assert.match((await li.undo())!, /\?too_late$/);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + UNDO_S * 1000 });
    await sandbox.cleanUp();
    assert.equal(await statusNow(id), 'withdrawn');
  });

  it('as a recommendation is taken back until a second reviewer has the case; two approve it all the same', async (t) => {
    const id = await waiting('other');
    const li = await openCase(sandbox, 'li', id);
    assert.match((await li.decide(approval))!, /\?proposed$/);
    assert.match((await li.undo())!, new RegExp(`cases/${id}$`));
    assert.match((await li.decide(approval))!, /\?proposed$/, 'nothing is left of the first one');
    const wang = await openCase(sandbox, 'wang', id);
    assert.match((await li.undo())!, /\?too_late$/, 'wang has it');
    assert.match((await wang.decide(approval))!, /\?done$/);
    assert.match((await li.undo())!, /\?too_late$/, "wang's approval stands on it");
    assert.match((await wang.undo())!, new RegExp(`cases/${id}$`));
    assert.ok((await (await wang.see()).text()).includes('li 建议通过'));
    await wang.decide(approval);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + UNDO_S * 1000 });
    await waitFor(known, operator, id, ['approved']);
  });

  it('leads on to the next case: one form each, until none is left', async () => {
    const ids = [await waiting(), await waiting(), await waiting('other')];
    const li = await openCase(sandbox, 'li', ids[0]!);
    let at: string | undefined = ids[0];
    const seen = [at];
    for (;;) {
      const led: string | null = await li.decideOn(at!, { ...refusal, go: 'next' });
      at = /cases\/([\w-]+)$/.exec(led ?? '')?.[1];
      if (at === undefined) {
        assert.match(led!, /\?none_left$/);
        break;
      }
      seen.push(at);
    }
    assert.deepEqual(seen.slice(0, 3), ids);
  });
});
