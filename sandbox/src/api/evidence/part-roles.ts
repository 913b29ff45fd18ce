import type { PhotoRequirement } from '@family-auth/library/protocol/application.ts';
import type { Method } from '@family-auth/library/protocol/common.ts';
import type { PartRole } from '@family-auth/library/protocol/submission.ts';

const PHOTO_TYPES: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'];

/** What may be sent for an application: nothing for the ways in which the relative's own word is asked for. */
export function rolesFor(method: Method, requirements: readonly PhotoRequirement[]): readonly PartRole[] {
  return method === 'face_liveness' ? ['trace', 'frame'] : requirements.map(({ role }) => role);
}

/** Whether a part of this role may say that it is of this type; what it is, its first bytes decide. */
export function isTypeOf(role: PartRole, cty: string): boolean {
  if (role === 'trace') return true;
  return role === 'frame' ? cty === 'image/jpeg' : PHOTO_TYPES.includes(cty);
}
