import { ConfigurationError, type FamilyAuthError } from '../base/errors.ts';
import { isCompatiblePolicy } from '../challenge/policy-version.ts';
import { ageRequirements, methodsFor } from '../identity/age-rules.ts';
import { isOneOf, METHODS, type Method, type Open } from '../protocol/common.ts';
import { type Discovery, offeredMethods, supportedMethods } from '../protocol/discovery.ts';
import { BackendError } from '../protocol/problem.ts';
import type { Person } from './entries.ts';
import { discoveryOf, type Flow } from './flow.ts';

/** The methods open to a person, the one to begin with first. */
export function openMethods(flow: Flow, person: Person): readonly Method[] {
  const discovery = discoveryOf(flow);
  const supported = supportedMethods(discovery).filter(
    (method) => method !== 'face_liveness' || knowsFaceCheck(discovery),
  );
  return methodsFor(supported, discovery.age_rules, person.age);
}

/** Whether this version can carry out the backend's face check. */
const knowsFaceCheck = ({ liveness }: Discovery): boolean =>
  liveness?.frame.mime === 'image/jpeg' &&
  liveness.modes.includes('interactive') &&
  isCompatiblePolicy(liveness.policy_version);

/** Whether the backend offers this person a face check or a portrait photo that needs another version of this library. */
export function isFaceSetAside(flow: Flow, person: Person): boolean {
  const discovery = discoveryOf(flow);
  const offered = offeredMethods(discovery).filter((method) => FACE_METHODS.includes(method));
  if (ageRequirements(discovery.age_rules, person.age).capture === 'unknown') return offered.length > 0;
  const open = openMethods(flow, person);
  return methodsFor(offered, discovery.age_rules, person.age).some((method) => !open.includes(method));
}

const FACE_METHODS: readonly Method[] = ['face_liveness', 'portrait_photo'];

/** Whether the backend offers this person more than this version can carry out. */
function isSomethingSetAside(flow: Flow, person: Person): boolean {
  const discovery = discoveryOf(flow);
  const { age_rules, verification_methods } = discovery;
  const known = methodsFor(offeredMethods(discovery), age_rules, person.age);
  return (
    isFaceSetAside(flow, person) ||
    known.length > openMethods(flow, person).length ||
    verification_methods.some((method) => !isOneOf(METHODS, method))
  );
}

/** Why no method is open to a person. */
export const noMethodError = (flow: Flow, person: Person): FamilyAuthError =>
  isSomethingSetAside(flow, person)
    ? new ConfigurationError(
        'backend_unsupported',
        'This version of the library knows none of the methods that the backend offers: use a newer one.',
      )
    : new BackendError({ type: 'about:blank', status: 422, code: 'method_not_allowed_for_age' });

/** Lets the person choose another way; `null` when they turn back. */
export async function chooseMethod(
  flow: Flow,
  current: Open<Method>,
  methods: readonly Method[],
): Promise<Method | null> {
  flow.publish({ kind: 'choose_method', current: isOneOf(METHODS, current) ? current : null, methods });
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
