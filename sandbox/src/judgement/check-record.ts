import { type CheckName, effectOf } from './check-names.ts';
import type { Judgement, JudgementCheck } from './judgement.ts';

/** What a check found. */
export interface Finding {
  readonly passed: boolean;
  /** The check neither passed nor failed clearly: a person is to decide. Only with `passed: false`. */
  readonly personDecides?: boolean;
  readonly detail?: Readonly<Record<string, number | string>>;
}

/** Thrown by {@link CheckRecord.require} to end a judgement at the check that refused. */
export class Refusal extends Error {
  readonly check: CheckName;
  constructor(check: CheckName) {
    super(`Refused by ${check}.`);
    this.check = check;
  }
}

/** The record of one judgement: checks are entered as they are made; whatever was not reached stays `null`. */
export interface CheckRecord {
  /**
   * Enters a finding and goes on if the check passed or a person is to decide.
   *
   * @throws {@link Refusal} when it failed.
   */
  require(name: CheckName, finding: Finding): void;
  /** Enters that a check does not apply, and why. */
  skip(name: CheckName, why: string): void;
  /** Enters the end: `refusal` is what {@link require} threw, if it did. */
  conclude(refusal?: Refusal): Pick<Judgement, 'verdict' | 'reason' | 'refusedBy' | 'checks'>;
}

/** @param names every check of this kind of judgement, in order. */
export function startCheckRecord(names: readonly CheckName[]): CheckRecord {
  const made = new Map<CheckName, JudgementCheck>();
  let asked: CheckName | undefined;
  return {
    require(name, { passed, personDecides = false, detail }) {
      if (!names.includes(name)) throw new RangeError(`${name} is not a check of this judgement.`);
      made.set(name, detail ? { name, passed, detail } : { name, passed });
      if (passed) return;
      if (!personDecides && effectOf(name) !== 'manual_review') throw new Refusal(name);
      asked ??= name;
    },
    skip(name, why) {
      made.set(name, { name, passed: null, detail: { why } });
    },
    conclude(refusal) {
      const checks = names.map((name): JudgementCheck => made.get(name) ?? { name, passed: null });
      if (refusal) {
        const reason = effectOf(refusal.check);
        if (reason === 'manual_review')
          throw new RangeError('A check whose effect is manual_review cannot refuse.');
        return { verdict: 'rejected', reason, refusedBy: refusal.check, checks };
      }
      const left = checks.find(({ passed, detail }) => passed === null && !detail);
      if (left) throw new Error(`The check ${left.name} was never made.`);
      if (asked) return { verdict: 'manual_review', refusedBy: asked, checks };
      return { verdict: 'approved', checks };
    },
  };
}
