import { type Clock, systemClock } from '../../../src/base/clock.ts';
import { withDeadline } from '../../../src/base/deadline.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import { syntheticRegistry } from '../registry/synthetic-registry.ts';
import type { JudgementRules } from './checks/applicant.ts';
import { judgeApplication } from './judge-application.ts';
import type { Judge } from './judgement.ts';
import { openPictureReader } from './pictures/open-picture-reader.ts';

export interface JudgeOptions {
  /** The age and relationship lines that discovery announces. */
  readonly rules: JudgementRules;
  /** Default the synthetic citizens. */
  readonly registry?: CitizenRegistry;
  /** How long one judgement may take, milliseconds, loading the models included. Default 120000. */
  readonly deadlineMs?: number;
  readonly clock?: Clock;
}

/** The judge that the job calls. Pictures are looked at in a worker thread, which starts with the first judgement. */
export function openJudge(options: JudgeOptions): Judge {
  const { rules, registry = syntheticRegistry(), deadlineMs = 120_000, clock = systemClock } = options;
  const pictures = openPictureReader({ deadlineMs });
  const ports = { registry, pictures, rules, clock };
  return {
    judge: (input, signal) =>
      withDeadline('judgement', deadlineMs, (inTime) => judgeApplication(input, ports, inTime), signal),
    close: () => pictures.close(),
  };
}
