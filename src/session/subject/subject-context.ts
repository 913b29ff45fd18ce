import type { FamilyAuthClient } from '../../client/family-auth-client.ts';
import type { Application } from '../../protocol/application.ts';
import type { Method } from '../../protocol/common.ts';
import type { Walk } from '../flow.ts';
import { chooseMethod } from '../methods.ts';

/** How waiting for a relative ends on this screen. `moved`: the backend went on. */
export type Subjected =
  | { readonly kind: 'moved'; readonly application: Application }
  | { readonly kind: 'left' }
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'method'; readonly method: Method };

/** What a stage that waits for the relative works with. */
export interface SubjectScene {
  /** Its signal fires when the backend has gone on: whatever is on show then has no more use. */
  readonly walk: Walk;
  /** The operator's. */
  readonly client: FamilyAuthClient;
  readonly application: Application;
  /** Ways to begin again with the entries at hand. */
  readonly methods: readonly Method[];
  readonly offline: boolean;
  /** Calls `show` when {@link offline} changes. */
  onOffline(show: () => void): void;
}

export const canChangeMethod = ({ methods, application }: SubjectScene): boolean =>
  methods.some((method) => method !== application.method);

/** Another way takes the place of this application; `null` when the person keeps to it. */
export async function changeMethod(scene: SubjectScene): Promise<Subjected | null> {
  const { walk, client, application, methods } = scene;
  const method = await chooseMethod(walk, application.method, methods);
  if (method === null || method === application.method) return null;
  await client.withdraw(application.id, { signal: walk.signal });
  return { kind: 'method', method };
}
