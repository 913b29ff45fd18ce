import { applicationMutants } from './applications.ts';
import { decisionMutants } from './decisions.ts';
import { discoveryMutants } from './discovery.ts';
import { dpopMutants } from './dpop.ts';
import { handOffMutants } from './hand-offs.ts';
import { httpMutants } from './http.ts';
import { livenessMutants } from './liveness.ts';
import { loginMutants } from './login.ts';
import type { Mutant } from './mutant.ts';
import { portalServerMutants } from './portal-servers.ts';
import { sealedMutants } from './sealed.ts';
import { submissionMutants } from './submission.ts';

/** One broken sandbox for each requirement that a backend, or its provider, can break so that it shows from outside. */
export const mutants: readonly Mutant[] = [
  ...discoveryMutants,
  ...loginMutants,
  ...dpopMutants,
  ...httpMutants,
  ...applicationMutants,
  ...sealedMutants,
  ...submissionMutants,
  ...decisionMutants,
  ...livenessMutants,
  ...handOffMutants,
  ...portalServerMutants,
];
