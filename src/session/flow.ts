import type { Clock } from '../base/clock.ts';
import type { CameraSource } from '../camera/camera.ts';
import type { Pace } from '../challenge/policy.ts';
import type { FamilyAuthClient } from '../client/family-auth-client.ts';
import { dateInChina } from '../identity/dates.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { LocalizedText } from '../protocol/common.ts';
import type { Phase } from './phase.ts';
import type { Inbox } from './request-queue.ts';
import type { Connection, SessionOptions, SessionParts } from './session-options.ts';

/** A phase as a stage publishes it; what all phases share is added on the way. */
export type BarePhase<P extends Phase = Phase> = P extends Phase
  ? Omit<P, 'testSystem' | 'stage' | 'applicationId'>
  : never;

export interface Account {
  readonly session: LoginSession;
  readonly client: FamilyAuthClient;
}

/** What every stage of the walk works with. */
export interface Walk {
  readonly options: SessionOptions;
  readonly parts: SessionParts;
  readonly clock: Clock;
  readonly cameraSource: CameraSource;
  readonly pace: Pace;
  readonly inbox: Inbox;
  /** Fires when the session is closed. */
  readonly signal: AbortSignal;
  publish(phase: BarePhase): void;
  readonly phase: Phase;
  /** Known from the start on. */
  connection: Connection | null;
  /** Who is logged in. */
  account: Account | null;
  /** The application under way; named in every phase. */
  applicationId: string | null;
}

/** A phase as its stage published it, to be shown again. */
export function bare<P extends Phase>(phase: P): BarePhase<P> {
  const { testSystem: _, stage: __, applicationId: ___, ...rest } = phase;
  return rest as unknown as BarePhase<P>;
}

export function discoveryOf({ connection }: Walk): Connection['discovery'] {
  if (!connection) throw new Error('The walk has not started.');
  return connection.discovery;
}

export const todayIn = ({ clock }: Walk): string => dateInChina(clock.epochMs());

/** The label of a relationship; a code that the backend no longer announces stands for itself. */
export function relationshipLabel(walk: Walk, code: string): LocalizedText {
  const rule = discoveryOf(walk).relationships.find((candidate) => candidate.code === code);
  return rule?.label ?? { 'zh-CN': code };
}
