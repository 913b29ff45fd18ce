import type { Adapter } from './adapter.ts';
import type { Kit } from './kit.ts';

/** What a backend announces in `profiles`, and what the kit is asked for by `--profile`. */
export const PROFILES = ['core', 'liveness', 'portal-server', 'server-session', 'hand-off'] as const;
export type Profile = (typeof PROFILES)[number];

/** What a check needs of the adapter beside the log-in; where it is missing the check is skipped and says so. */
export type Probe = keyof Omit<Adapter, 'tenant'>;

/** One thing that is tried at a backend. */
export interface Check {
  /** A requirement's id, where there are several checks of one with a word behind it: `C29-stale`. */
  readonly id: string;
  /** The requirements of which it is a part: where it fails, they are not met. */
  readonly verifies: readonly string[];
  /** What is tried and expected, a sentence about the backend. */
  readonly title: string;
  readonly profile: Profile;
  readonly needs: readonly Probe[];
  /** For about how many seconds it only waits, e.g. for a draft to end; the longest waits begin first. */
  readonly waitsS: number;
  /** Nothing else may run beside it, e.g. while keys are replaced. */
  readonly alone: boolean;
  run(kit: Kit): Promise<void>;
}

type Options = Partial<Pick<Check, 'verifies' | 'profile' | 'needs' | 'waitsS' | 'alone'>>;

/** A check; what `options` leaves out: it verifies the requirement of its own id, of the profile `core`, by a log-in. */
export function check(id: string, title: string, options: Options, run: (kit: Kit) => Promise<void>): Check {
  return {
    id,
    title,
    verifies: [id.split('-')[0]!],
    profile: 'core',
    needs: ['logIn'],
    waitsS: 0,
    alone: false,
    ...options,
    run,
  };
}

/** A check of what anybody may read: it needs no adapter. */
export const openCheck = (id: string, title: string, run: (kit: Kit) => Promise<void>): Check =>
  check(id, title, { needs: [] }, run);
