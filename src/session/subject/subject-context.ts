import type { FamilyAuthClient } from '../../client/family-auth-client.ts';
import type { Application } from '../../protocol/application.ts';
import type { Method } from '../../protocol/common.ts';
import type { Flow } from '../flow.ts';
import { chooseMethod } from '../methods.ts';

/** How waiting for a subject ends on this screen. `moved`: the backend went on. */
export type SubjectOutcome =
  | { readonly kind: 'moved'; readonly application: Application }
  | { readonly kind: 'left' }
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'method'; readonly method: Method };

/** What the screens that wait for the subject work with. */
export interface SubjectContext {
  /** Its signal fires when the backend has gone on: whatever is on show then has no more use. */
  readonly flow: Flow;
  /** The operator's. */
  readonly client: FamilyAuthClient;
  readonly application: Application;
  /** Ways to begin again with the entries at hand. */
  readonly methods: readonly Method[];
  readonly offline: boolean;
  /** Calls `show` when {@link offline} changes. */
  onOffline(show: () => void): void;
}

export const canChangeMethod = ({ methods, application }: SubjectContext): boolean =>
  methods.some((method) => method !== application.method);

/** Another way takes the place of this application; `null` when the person keeps to it. */
export async function changeMethod(context: SubjectContext): Promise<SubjectOutcome | null> {
  const { flow, client, application, methods } = context;
  const method = await chooseMethod(flow, application.method, methods);
  if (method === null || method === application.method) return null;
  await client.withdraw(application.id, { signal: flow.signal });
  return { kind: 'method', method };
}
