import { systemClock } from '@family-auth/library/base/clock.ts';
import { ageRules } from '../api/policy/policy.ts';
import { relationships } from '../api/policy/relationships.ts';
import { judgeApplication } from '../judgement/judge-application.ts';
import type { Judge } from '../judgement/judgement.ts';
import { openPictureReader, type PicturePool } from '../judgement/pictures/open-picture-reader.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';

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
