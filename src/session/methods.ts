import { methodsFor } from '../identity/age-rules.ts';
import type { Method } from '../protocol/common.ts';
import { offeredMethods } from '../protocol/discovery.ts';
import type { Person } from './entries.ts';
import { discoveryOf, type Walk } from './flow.ts';

/** The ways open to a person, the one to begin with first. */
export function openMethods(walk: Walk, person: Person): readonly Method[] {
  const discovery = discoveryOf(walk);
  return methodsFor(offeredMethods(discovery), discovery.age_rules, person.age).filter(
    (method) => method !== 'face_liveness' || discovery.liveness !== undefined,
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
