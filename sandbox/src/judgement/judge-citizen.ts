import type { Citizen } from '../registry/citizen-registry.ts';
import type { CheckRecord } from './check-record.ts';
import { checkCardStatus, checkRelationship, findCitizen } from './checks/person.ts';
import type { JudgementInput } from './judgement.ts';
import type { JudgementPorts } from './judgement-ports.ts';

/**
 * Who the relative is by the registers. Made after everything that does not need them, so that an answer costs a whole
 * session: nobody fishes for numbers with empty applications.
 */
export async function judgeCitizen(
  input: JudgementInput,
  { registry, rules }: JudgementPorts,
  record: CheckRecord,
): Promise<Citizen> {
  const citizen = await findCitizen(input, registry);
  record.require('identity', { passed: citizen !== undefined });
  if (!citizen) throw new Error('The checks let an unknown person through.');
  record.require('card_status', checkCardStatus(citizen));
  record.require('relationship', checkRelationship(input, citizen, rules.relationships));
  return citizen;
}

export interface RegisteredFace {
  readonly photo: 'registered' | 'none';
  readonly faces: 'none' | 'one' | 'many' | 'unread';
  /** Set where the registry has it, or its photo shows exactly one face. */
  readonly descriptor: Float32Array | null;
}

/** What the registry knows of this person's face: its descriptor where it keeps one, else read from the photo. */
export async function registeredFace(
  citizen: Citizen,
  { registry, pictures }: Pick<JudgementPorts, 'registry' | 'pictures'>,
  signal?: AbortSignal,
): Promise<RegisteredFace> {
  const kept = await registry.descriptor?.(citizen);
  if (kept) return { photo: 'registered', faces: 'one', descriptor: kept };
  const photo = await registry.photo(citizen);
  if (!photo) return { photo: 'none', faces: 'unread', descriptor: null };
  const [reading] = await pictures.read('photo', [photo], signal);
  if (!reading?.readable) return { photo: 'registered', faces: 'unread', descriptor: null };
  return { photo: 'registered', faces: reading.faces, descriptor: reading.descriptor };
}
