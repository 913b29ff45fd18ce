import { ChallengeSchema, StepReceiptSchema, SwapResponseSchema } from '../protocol/challenge.ts';
import { endpoints } from '../protocol/endpoints.ts';
import type { ClientContext } from './client-context.ts';
import type { FamilyAuthClient } from './family-auth-client.ts';

/** The calls of a face check. */
export function livenessCalls({
  api,
}: ClientContext): Pick<FamilyAuthClient, 'requestChallenge' | 'commitStep' | 'swapStep'> {
  return {
    requestChallenge: (id, json, { signal } = {}) =>
      api.read(
        {
          operation: 'client.requestChallenge',
          method: 'POST',
          path: endpoints.challenges(id),
          json,
          idempotencyKey: crypto.randomUUID(),
          signal,
        },
        ChallengeSchema,
      ),
    commitStep: (challengeId, json, { signal } = {}) =>
      api.read(
        {
          operation: 'client.commitStep',
          method: 'POST',
          path: endpoints.steps(challengeId),
          json,
          // A step is committed once: the place in the challenge and the chain are the key.
          idempotencyKey: `${challengeId}.${json.i}.${json.chain}`,
          signal,
        },
        StepReceiptSchema,
      ),
    swapStep: (challengeId, i, { signal } = {}) => {
      const request = {
        operation: 'client.swapStep',
        method: 'POST',
        path: endpoints.swap(challengeId),
        json: { i },
        idempotencyKey: crypto.randomUUID(),
        signal,
      } as const;
      return api.read(request, SwapResponseSchema);
    },
  };
}
