import { systemClock } from '../../../src/base/clock.ts';
import { ageRules } from '../api/policy/policy.ts';
import { relationships } from '../api/policy/relationships.ts';
import { judgeApplication } from '../judgement/judge-application.ts';
import type { Judge } from '../judgement/judgement.ts';
import { openPictureReader } from '../judgement/pictures/open-picture-reader.ts';
import type { PictureReader } from '../judgement/pictures/picture-reading.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';

/**
 * The sandbox's own judge: models in a worker, the lines that discovery announces, this registry.
 *
 * @param pictures closed with the judge. Default one with a worker of its own.
 */
export function judgeOf(registry: CitizenRegistry, pictures: PictureReader = openPictureReader()): Judge {
  const ports = { registry, pictures, rules: { ageRules, relationships }, clock: systemClock };
  return {
    judge: (input, signal) => judgeApplication(input, ports, signal),
    close: () => pictures.close(),
  };
}
