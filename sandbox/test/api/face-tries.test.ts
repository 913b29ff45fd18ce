import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { eq } from 'drizzle-orm';
import { swapOpenStep } from '../../src/api/challenge-steps.ts';
import { drawChallenge } from '../../src/api/draw-challenge.ts';
import { settingsOf } from '../../src/context/settings.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { type ApplicationRow, applications } from '../../src/database/schema/applications.ts';
import { attemptCounters, challengeSteps, challenges } from '../../src/database/schema/challenges.ts';
import { checkFewTries } from '../../src/judgement/checks/challenge.ts';
import { OPERATOR_SUBJECT_SESSIONS_PER_DAY } from '../../src/rules/policy.ts';
import { sessionOf } from '../judgement/judged-session.ts';
import { applicationRow } from '../support/application-row.ts';
import { openDatabase } from '../support/test-database.ts';

const MANY_SESSIONS = settingsOf({ maxAttempts: 1000 }, { portal: 1, backend: 2 });
const REQUEST = {
  mode: 'interactive',
  measured_fps: 22,
  frame: { width: 640, height: 480 },
  pace: 'standard',
} as const;

describe('tries for one relative', () => {
  let database: OpenDatabase;
  const at = new Date();
  before(async () => {
    // No day ends while its tries are counted.
    mock.timers.enable({ apis: ['Date'], now: at });
    database = await openDatabase();
  });
  beforeEach(() => database.db.delete(attemptCounters));
  after(async () => {
    await database.close();
    mock.timers.reset();
  });

  let drafts = 0;
  async function draftOf(operatorSub: string, subjectHash = 'the-relative'): Promise<ApplicationRow> {
    const [row] = await database.db
      .insert(applications)
      .values(
        applicationRow(
          { id: `draft-${drafts++}`, status: 'draft', operatorSub, method: 'face_liveness', subjectHash },
          at,
        ),
      )
      .returning();
    return row!;
  }
  const draw = (draft: ApplicationRow) =>
    database.db.transaction((tx) => drawChallenge(tx, MANY_SESSIONS, draft, REQUEST));
  const rowOf = async (id: string) =>
    (await database.db.select().from(challenges).where(eq(challenges.id, id)))[0]!;
  const triesOf = async ({ id }: { id: string }) => {
    const { triesToday, triesThisMonth } = await rowOf(id);
    return [triesToday, triesThisMonth];
  };

  it('are its sessions over all operators, carried out or not', async () => {
    for (const [operator, tries] of [
      ['operator-1', 1],
      ['operator-2', 2],
      ['operator-1', 3],
    ] as const) {
      assert.deepEqual(await triesOf(await draw(await draftOf(operator))), [tries, tries]);
    }
    assert.deepEqual(await triesOf(await draw(await draftOf('operator-1', 'another'))), [1, 1]);
  });

  it('are counted each once when many begin at the same moment', async () => {
    const begun = await Promise.all(
      Array.from({ length: 12 }, async (_, each) => draw(await draftOf(`operator-${each % 4}`))),
    );
    const tries = (await Promise.all(begun.map(triesOf))).map(([today]) => today!);
    assert.deepEqual(
      tries.sort((a, b) => a - b),
      Array.from({ length: 12 }, (_, each) => each + 1),
    );
  });

  it('are exchanged movements, too, each of which makes the plan one step longer', async () => {
    const drawn = await draw(await draftOf('operator-1'));
    const before = await rowOf(drawn.id);
    const step = before.plan.find(({ i }) => i === 1)!;
    const open = { challengeId: drawn.id, i: 1, step, revealedAtMs: at.getTime() };
    const revealed = await database.db.insert(challengeSteps).values(open).returning();
    const swap = () => database.db.transaction((tx) => swapOpenStep(tx, before, revealed, 1));
    assert.equal((await swap()).steps, drawn.steps + 1);
    assert.deepEqual(await triesOf(drawn), [2, 2]);
    assert.deepEqual(
      (await rowOf(drawn.id)).plan.map(({ i }) => i),
      [0, 1, 1, 2, 3, 4, 5],
    );
    assert.deepEqual(await triesOf(await draw(await draftOf('operator-1'))), [3, 3]);
  });

  it('begin anew with the day, not with the month', async () => {
    await database.db.insert(attemptCounters).values([
      { scope: 'tries:the-relative', day: '2000-01-01', count: 9 },
      { scope: 'tries:the-relative', day: at.toISOString().slice(0, 7), count: 9 },
    ]);
    assert.deepEqual(await triesOf(await draw(await draftOf('operator-1'))), [1, 10]);
  });

  it('of one operator have an end, and another operator goes on', async () => {
    const draft = await draftOf('operator-1');
    for (let left = OPERATOR_SUBJECT_SESSIONS_PER_DAY - 1; left >= 0; left--) {
      assert.equal((await draw(draft)).attempts_left, left);
    }
    for (const exhausted of [draft, await draftOf('operator-1')]) {
      await assert.rejects(draw(exhausted), { code: 'attempts_exhausted' });
    }
    await draw(await draftOf('operator-2'));
  });

  it('are decided by the machine three times a day and ten times a month, and then by a person', () => {
    const { challenge } = sessionOf('anna');
    const passes = (triesToday: number, triesThisMonth: number) =>
      checkFewTries({ ...challenge, triesToday, triesThisMonth }).passed;
    assert.deepEqual([passes(3, 10), passes(4, 4), passes(1, 11)], [true, false, false]);
  });
});
