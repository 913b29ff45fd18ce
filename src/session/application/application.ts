import type { Submitted } from '../../client/submission.ts';
import type { Card } from '../../protocol/card.ts';
import type { Method } from '../../protocol/common.ts';
import type { OperatorProfile } from '../../protocol/me.ts';
import { afterDecision, type Entries } from '../entries.ts';
import type { Flow } from '../flow.ts';
import { chooseMethod, openMethods } from '../methods.ts';
import { latePart } from '../problem/show-problem.ts';
import { runConsent } from './consent.ts';
import { runDetails } from './details.ts';

/** Where adding a subject ends. `left`: before anything was sent; the entries are still good. */
export type ApplicationOutcome =
  | { readonly kind: 'left' | 'sent' }
  | { readonly kind: 'card'; readonly card: Card; readonly ask: 'show_code' | null };

/** Adds one relative: details, consent, verification, result, as often as it takes. */
export async function runApplication(
  flow: Flow,
  entries: Entries,
  me: OperatorProfile,
): Promise<ApplicationOutcome> {
  let next: 'details' | 'consent' | 'verification' = entries.person ? 'consent' : 'details';
  for (;;) {
    switch (next) {
      case 'details':
        if ((await runDetails(flow, entries, me)) === 'back') return { kind: 'left' };
        next = 'consent';
        break;
      case 'consent':
        next = (await runConsent(flow, entries)) === 'back' ? 'details' : 'verification';
        break;
      case 'verification': {
        const { runVerification } = await latePart(flow, 'session.verification', loadVerification);
        const verified = await runVerification(flow, entries);
        next = 'consent';
        if (verified.kind === 'other_method') await changeMethod(flow, entries, verified.method);
        if (verified.kind !== 'submitted') break;
        const outcome = await afterSubmission(flow, entries, verified.submitted);
        if (outcome !== 'consent' && outcome !== 'details') return outcome;
        next = outcome;
      }
    }
  }
}

async function changeMethod(flow: Flow, entries: Entries, chosen?: Method): Promise<void> {
  const { method, person } = entries;
  if (method && person) {
    entries.method = chosen ?? (await chooseMethod(flow, method, openMethods(flow, person))) ?? method;
  }
}

/** The decision, and where it leads: on to the card, home, or back into the form with all entries. */
async function afterSubmission(
  flow: Flow,
  entries: Entries,
  submitted: Submitted,
): Promise<ApplicationOutcome | 'consent' | 'details'> {
  const methods = entries.person ? openMethods(flow, entries.person) : [];
  const { runResult } = await latePart(flow, 'session.result', () => import('../result/result.ts'));
  const outcome = await runResult(flow, { ...submitted, methods });
  afterDecision(entries);
  switch (outcome.kind) {
    case 'family':
      return { kind: 'sent' };
    case 'card':
      return outcome;
    case 'method':
      entries.method = outcome.method;
      return 'consent';
    case 'retry':
      return outcome.reason === 'identity_mismatch' ? 'details' : 'consent';
  }
}

const loadVerification = () => import('./verification.ts');
