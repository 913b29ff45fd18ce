import type { Clock } from '../base/clock.ts';
import type { CameraSource } from '../camera/camera.ts';
import type { Pace } from '../challenge/policy.ts';
import type { FamilyAuthClient } from '../client/family-auth-client.ts';
import { dateInChina } from '../identity/dates.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { LocalizedText } from '../protocol/common.ts';
import type { Connection, FlowOptions, FlowParts } from './flow-options.ts';
import type { BarePhase, PhasePublisher } from './publish-phase.ts';
import type { RequestQueue } from './request-queue.ts';

export interface Account {
  readonly session: LoginSession;
  readonly client: FamilyAuthClient;
}

/** What the flow works with before the backend has answered. */
export interface FlowBase {
  readonly options: FlowOptions;
  readonly parts: FlowParts;
  readonly clock: Clock;
  readonly cameraSource: CameraSource;
  readonly pace: Pace;
  readonly requests: RequestQueue;
  /** Fires when the flow is closed. */
  readonly signal: AbortSignal;
  readonly phases: PhasePublisher;
  /** Shows a phase, as long as the flow is not closed. */
  publish(phase: BarePhase): void;
}

/**
 * What every step of the flow works with, once the backend has answered. Nothing in it changes but who is logged in; a
 * step that may end before the flow does gets a copy with a `signal` of its own.
 */
export interface Flow extends FlowBase {
  readonly connection: Connection;
  readonly operator: Operator;
}

/** Who is logged in: a fresh log-in replaces the account, a log-out leaves none. */
export interface Operator {
  account: Account | null;
}

export const discoveryOf = ({ connection }: Flow): Connection['discovery'] => connection.discovery;

export const todayIn = ({ clock }: Flow): string => dateInChina(clock.epochMs());

/** The label of a relationship; a code that the backend no longer announces stands for itself. */
export function relationshipLabel(flow: Flow, code: string): LocalizedText {
  const rule = discoveryOf(flow).relationships.find((candidate) => candidate.code === code);
  return rule?.label ?? { 'zh-CN': code };
}
