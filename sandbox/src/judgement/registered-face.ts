import type { Citizen } from '../registry/citizen-registry.ts';
import type { JudgementPorts } from './judgement-ports.ts';

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
