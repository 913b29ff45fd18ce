import { randomBytes } from 'node:crypto';
import type { Submitted, View } from '../provider/account-forms.ts';
import type { Question } from './confirmation-desk.ts';

/** How long a relative may read what a form led to, milliseconds. */
const STEP_MS = 15 * 60 * 1000;
/** Kept at most; beyond that the oldest go. */
const STEPS_MAX = 10_000;

/** What a form of the relative's page led to. */
export type Step =
  /** The form again, with what was wrong. */
  | { readonly kind: 'refused'; readonly view: View; readonly submitted: Submitted }
  | { readonly kind: 'asked'; readonly question: Question; readonly missing: boolean }
  | { readonly kind: 'ended'; readonly end: 'agreed' | 'declined'; readonly operator: string };

/** Steps by keys that nobody can guess, each good at one link, in memory and for a quarter of an hour. */
export interface Steps {
  /** Passwords are not kept. */
  keep(token: string, step: Step): string;
  find(token: string, key: string | undefined): Step | undefined;
  forget(key: string): void;
}

export function openSteps(): Steps {
  const steps = new Map<string, { readonly token: string; readonly step: Step; readonly untilMs: number }>();
  return {
    keep(token, step) {
      const nowMs = Date.now();
      // The oldest stand first.
      for (const [key, { untilMs }] of steps) {
        if (untilMs > nowMs && steps.size < STEPS_MAX) break;
        steps.delete(key);
      }
      const key = randomBytes(32).toString('base64url');
      steps.set(key, { token, step: withoutPassword(step), untilMs: nowMs + STEP_MS });
      return key;
    },
    find(token, key) {
      const kept = steps.get(key ?? '');
      return kept?.token === token && kept.untilMs > Date.now() ? kept.step : undefined;
    },
    forget: (key) => void steps.delete(key),
  };
}

function withoutPassword(step: Step): Step {
  if (step.kind !== 'refused') return step;
  const { password: _, ...typed } = step.submitted.typed;
  return { ...step, submitted: { ...step.submitted, typed } };
}
