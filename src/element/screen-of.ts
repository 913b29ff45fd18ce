import type { Phase } from '../session/phase.ts';
import { isLive } from './live-lines.ts';

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
