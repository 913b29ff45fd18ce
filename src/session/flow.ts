import type { Clock } from '../base/clock.ts';
import type { CameraSource } from '../camera/camera.ts';
import type { Pace } from '../challenge/policy.ts';
import type { FamilyAuthClient } from '../client/family-auth-client.ts';
import { dateInChina } from '../identity/dates.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { LocalizedText } from '../protocol/common.ts';
import type { Phase } from './phase.ts';
import type { RequestQueue } from './request-queue.ts';
import type { Connection, FlowOptions, FlowParts } from './session-options.ts';

/** A phase as a step of the flow publishes it; what all phases share is added on the way. */
export type BarePhase<P extends Phase = Phase> = P extends Phase
  ? Omit<P, 'testSystem' | 'stage' | 'applicationId'>
  : never;

export interface Account {
  readonly session: LoginSession;
  readonly client: FamilyAuthClient;
}

/** What every step of the flow works with: who is connected, logged in, and where phases and requests go. */
export interface Flow {
  readonly options: FlowOptions;
  readonly parts: FlowParts;
  readonly clock: Clock;
  readonly cameraSource: CameraSource;
  readonly pace: Pace;
  readonly requests: RequestQueue;
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

/** A phase as it was published, to be shown again. */
export function bare<P extends Phase>(phase: P): BarePhase<P> {
  const { testSystem: _, stage: __, applicationId: ___, ...rest } = phase;
  return rest as unknown as BarePhase<P>;
}

export function discoveryOf({ connection }: Flow): Connection['discovery'] {
  if (!connection) throw new Error('The flow has not started.');
  return connection.discovery;
}

export const todayIn = ({ clock }: Flow): string => dateInChina(clock.epochMs());

/** The label of a relationship; a code that the backend no longer announces stands for itself. */
export function relationshipLabel(flow: Flow, code: string): LocalizedText {
  const rule = discoveryOf(flow).relationships.find((candidate) => candidate.code === code);
  return rule?.label ?? { 'zh-CN': code };
}
