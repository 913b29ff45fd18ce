import type { Clock } from '@family-auth/library/base/clock.ts';
import type { PictureReader } from '../pictures/picture-reading.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import type { JudgementRules } from './checks/applicant.ts';

/** What a judgement asks of the world. A production backend replaces the registry, and the reader if it has a better one. */
export interface JudgementPorts {
  readonly registry: CitizenRegistry;
  readonly pictures: Pick<PictureReader, 'read'>;
  /** The lines announced in discovery. */
  readonly rules: JudgementRules;
  readonly clock: Clock;
}
