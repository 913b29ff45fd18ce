import { nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import type { View } from '../view.ts';
import { plainButton } from './buttons.ts';

/** To the next of several cameras; a phone has one on each side, and more. */
export function cameraSwitch(
  view: View,
  { cameras, preview }: Pick<PhaseOf<'framing'>, 'cameras' | 'preview'>,
  label: string,
) {
  if (cameras.length < 2) return nothing;
  const using = preview?.getVideoTracks()[0]?.getSettings().deviceId;
  const next = cameras[(cameras.findIndex(({ deviceId }) => deviceId === using) + 1) % cameras.length];
  return plainButton(label, () => next && view.send({ kind: 'switch_camera', deviceId: next.deviceId }), {
    compact: true,
    name: 'switch-camera',
  });
}
