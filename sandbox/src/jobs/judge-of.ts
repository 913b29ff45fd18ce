import { systemClock } from '../../../src/base/clock.ts';
import { ageRules } from '../api/policy/policy.ts';
import { relationships } from '../api/policy/relationships.ts';
import { judgeApplication } from '../judgement/judge-application.ts';
import type { Judge } from '../judgement/judgement.ts';
import { openPictureReader } from '../judgement/pictures/open-picture-reader.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';

/** The sandbox's own judge: models in a worker of its own, the lines that discovery announces, the synthetic registry. */
export function judgeOf(registry: CitizenRegistry): Judge {
  const pictures = openPictureReader();
  const ports = { registry, pictures, rules: { ageRules, relationships }, clock: systemClock };
  return {
    judge: (input, signal) => judgeApplication(input, ports, signal),
    close: () => pictures.close(),
  };
}
