import { methodsFor } from '../identity/age-rules.ts';
import type { Method } from '../protocol/common.ts';
import { offeredMethods } from '../protocol/discovery.ts';
import type { Person } from './entries.ts';
import { discoveryOf, type Flow } from './flow.ts';

/** The methods open to a person, the one to begin with first. */
export function openMethods(flow: Flow, person: Person): readonly Method[] {
  const discovery = discoveryOf(flow);
  return methodsFor(offeredMethods(discovery), discovery.age_rules, person.age).filter(
    (method) => method !== 'face_liveness' || discovery.liveness !== undefined,
  );
}

/** Lets the person choose another way; `null` when they turn back. */
export async function chooseMethod(
  flow: Flow,
  current: Method,
  methods: readonly Method[],
): Promise<Method | null> {
  flow.publish({ kind: 'choose_method', current, methods });
  const requests = flow.requests.subscribe(['choose_method', 'back']);
  try {
    for (;;) {
      const request = await requests.next(flow.signal);
      if (request.kind === 'back') return null;
      if (request.method !== null && methods.includes(request.method)) return request.method;
    }
  } finally {
    requests.close();
  }
}
