import { systemClock } from '@family-auth/library/base/clock.ts';
import { SealError } from '@family-auth/library/seal/seal-error.ts';
import { eq } from 'drizzle-orm';
import { loadJudgementInput } from '../applications/load-judgement-input.ts';
import { moveApplication } from '../applications/move-application.ts';
import { settleJudgement } from '../applications/settle-judgement.ts';
import type { Backend } from '../context/backend.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { dropPlain, makePlainInTime } from '../evidence/plain-pictures.ts';
import { judgeApplication } from '../judgement/judge-application.ts';
import type { Judge, Judgement } from '../judgement/judgement.ts';
import { openPictureReader, type PicturePool } from '../pictures/open-picture-reader.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import { picturesWithdrawnLately } from '../retention/withdraw-consent.ts';
import { ageRules } from '../rules/policy.ts';
import { relationships } from '../rules/relationships.ts';

/** What the judging jobs need beside the backend. */
export interface JudgingPorts {
  readonly judge: Judge;
  readonly registry: CitizenRegistry;
}

/**
 * Judges one application, if it still waits for that; the same job twice does no harm.
 *
 * @throws what keeps a judgement from being made: the queue tries again, and nothing is decided.
 */
export async function judgeJob(
  backend: Backend,
  { judge, registry }: JudgingPorts,
  applicationId: string,
  signal?: AbortSignal,
): Promise<void> {
  const application = await takeUp(backend, applicationId);
  if (application === undefined) return;
  const startedMs = performance.now();
  const judgement = await unlessWithdrawn(
    backend,
    application,
    await judgeOrRefuse(backend, judge, application, signal),
  );
  // What is approved goes at once; where no card can be bound after all, `makeLeftPlain` sees to the pictures.
  const goes = judgement.verdict === 'approved';
  const pictures = goes ? [] : await makePlainInTime(backend, application, signal);
  const settled = await settleJudgement(backend, registry, applicationId, 'processing', {
    ...judgement,
    decidedBy: 'machine',
    durationMs: Math.round(performance.now() - startedMs),
    pictures,
  });
  if (!settled) await dropPlain(backend.db, pictures);
}

/** After the last try: a person decides. The pictures may be why it failed: their plain copies come later, by `makeLeftPlain`. */
export async function giveUpJob(
  backend: Backend,
  { registry }: JudgingPorts,
  applicationId: string,
): Promise<void> {
  if ((await takeUp(backend, applicationId)) === undefined) return;
  await settleJudgement(backend, registry, applicationId, 'processing', {
    verdict: 'manual_review',
    refusedBy: 'judgement_failed',
    checks: [{ name: 'judgement_failed', passed: false }],
    decidedBy: 'machine',
  });
}

async function takeUp(backend: Backend, applicationId: string): Promise<ApplicationRow | undefined> {
  return backend.db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(applications)
      .where(eq(applications.id, applicationId))
      .for('update');
    if (row?.status === 'processing') return row;
    if (row?.status !== 'submitted') return undefined;
    return moveApplication(backend, tx, row, { to: 'processing', actor: 'system' });
  });
}

/** Pictures cannot be held against earlier ones that are known no longer: a person decides. */
async function unlessWithdrawn(
  { db }: Backend,
  { method, subjectHash }: ApplicationRow,
  judgement: Judgement,
): Promise<Judgement> {
  if (judgement.verdict !== 'approved' || method !== 'face_liveness') return judgement;
  if (!(await picturesWithdrawnLately(db, subjectHash))) return judgement;
  const name = 'earlier_pictures_known';
  return {
    ...judgement,
    verdict: 'manual_review',
    refusedBy: name,
    checks: [...judgement.checks, { name, passed: false }],
  };
}

/** Evidence that does not open is the sender's fault, not the machine's: trying again would change nothing. */
async function judgeOrRefuse(
  backend: Backend,
  judge: Judge,
  application: ApplicationRow,
  signal: AbortSignal | undefined,
): Promise<Judgement> {
  try {
    return await judge.judge(await loadJudgementInput(backend, application), signal);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return {
      verdict: 'rejected',
      reason: 'evidence_inconsistent',
      refusedBy: 'evidence_opens',
      checks: [{ name: 'evidence_opens', passed: false }],
      remember: [],
    };
  }
}

/**
 * The sandbox's own judge: models in processes of their own, in which operators take turns; the lines that discovery
 * announces; this registry.
 *
 * @param pictures closed with the judge. Default a pool of its own.
 */
export function judgeOf(registry: CitizenRegistry, pictures: PicturePool = openPictureReader()): Judge {
  const ports = { registry, rules: { ageRules, relationships }, clock: systemClock };
  return {
    judge: (input, signal) =>
      judgeApplication(input, { ...ports, pictures: pictures.forOwner(input.operator.sub) }, signal),
    close: () => pictures.close(),
  };
}
