import { type ErrorCode, FamilyAuthError } from '../base/errors.ts';
import type { Phase, PhaseOf } from '../session/phase.ts';
import { PHASES } from '../session/phase-table.ts';
import { isLive } from './live-lines.ts';
import { FRESH_LOCAL_STATE, type LocalState } from './view.ts';

/** Which screen a phase belongs to. A change of screen moves the focus to its heading; a change within does not. */
export function screenOf(phase: Phase): string {
  if (isLive(phase)) return phase.kind === 'once_more' ? 'once_more' : 'camera';
  if (phase.kind === 'problem') return `problem ${phase.code}`;
  if (phase.kind === 'camera_permission') return `camera_permission ${phase.asking}`;
  if (phase.kind === 'taking_photo') return `taking_photo ${phase.role}`;
  if (phase.kind === 'subject_login') return phase.link ? 'subject_login with link' : 'subject_login';
  if (phase.kind === 'card') return phase.code ? 'card with code' : 'card';
  return phase.kind;
}

/** Keeps what only the screen knows, as long as the screen is on show. */
export class LocalScreen {
  #screen = '';
  state: LocalState = FRESH_LOCAL_STATE;

  /** @returns whether the phase opens another screen. */
  follow(phase: Phase): boolean {
    const screen = screenOf(phase);
    if (screen === this.#screen || PHASES[phase.kind].scope === 'interlude') return false;
    this.#screen = screen;
    this.state = FRESH_LOCAL_STATE;
    return true;
  }

  change(patch: Partial<LocalState>): void {
    this.state = { ...this.state, ...patch };
  }
}

/** The code of an error from before there was a session; anything unknown is a file that did not come. */
export const codeOf = (error: unknown): ErrorCode =>
  error instanceof FamilyAuthError ? (error.code as ErrorCode) : 'asset_unavailable';

/** What is shown when there is no session that could say what stands in the way. Only a fresh page helps, if anything. */
export function localProblem(code: ErrorCode): PhaseOf<'problem'> {
  return {
    kind: 'problem',
    situation: code,
    code,
    until: null,
    actions: code.startsWith('configuration') ? [] : ['reload'],
    testSystem: false,
    stage: null,
  };
}
