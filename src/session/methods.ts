import { methodsFor } from '../identity/age-rules.ts';
import type { Method } from '../protocol/common.ts';
import type { Person } from './entries.ts';
import { discoveryOf, type Walk } from './walk.ts';

/** The ways open to a person, the one to begin with first. */
export function openMethods(walk: Walk, person: Person): readonly Method[] {
  const { verification_methods, age_rules, liveness } = discoveryOf(walk);
  return methodsFor(verification_methods, age_rules, person.age).filter(
    (method) => method !== 'face_liveness' || liveness !== undefined,
  );
}

/** Lets the person choose another way; `null` when they turn back. */
export async function chooseMethod(
  walk: Walk,
  current: Method,
  methods: readonly Method[],
): Promise<Method | null> {
  walk.publish({ kind: 'choose_method', current, methods });
  const ear = walk.inbox.listen(['choose_method', 'back']);
  try {
    for (;;) {
      const request = await ear.next(walk.signal);
      if (request.kind === 'back') return null;
      if (request.method !== null && methods.includes(request.method)) return request.method;
    }
  } finally {
    ear.close();
  }
}
