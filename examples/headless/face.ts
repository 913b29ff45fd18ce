// The face check with screens of one's own: the camera, the prompts as a stream of states, the hand-in, the waiting.

import type { FamilyAuthFlow, FlowRequest, Phase, PhaseKind } from 'family-auth/client';
import { html, nothing } from 'lit';

const MOVEMENTS: Readonly<Record<string, string>> = {
  hold_short: 'Close your eyes until the tone',
  hold_long: 'Close your eyes until the second tone',
  double_blink: 'Blink twice',
  turn_left: 'Turn your head to your left and back',
  turn_right: 'Turn your head to your right and back',
  shake_head: 'Shake your head',
  nod: 'Nod twice',
  open_mouth: 'Open your mouth, then close it',
};

/** What can be asked for on each screen; a request of the kind is a button. */
const BUTTONS: { readonly [Kind in PhaseKind]?: readonly FlowRequest['kind'][] } = {
  get_ready: ['open_camera', 'back'],
  slow_device: ['open_camera', 'back'],
  camera_permission: ['allow_camera', 'back'],
  prompt: ['swap_action', 'back'],
  once_more: ['retry', 'back'],
  waiting: ['back_to_family'],
  rejected: ['retry', 'back_to_family'],
  problem: ['login', 'retry', 'back'],
};

export const button = (flow: FamilyAuthFlow, kind: FlowRequest['kind']) =>
  html`<button name=${kind} @click=${() => flow.send({ kind } as FlowRequest)}>${kind}</button>`;

export const face = (flow: FamilyAuthFlow, phase: Phase) => html`
  <h1>${phase.kind === 'prompt' ? MOVEMENTS[phase.action] : phase.kind}</h1>
  ${'preview' in phase ? html`<video .srcObject=${phase.preview} autoplay muted playsinline></video>` : nothing}
  <p role="status">${'hint' in phase ? phase.hint : phase.kind === 'problem' ? phase.code : nothing}</p>
  ${phase.kind === 'sending' ? html`<progress max="100" value=${phase.percent}></progress>` : nothing}
  ${BUTTONS[phase.kind]?.map((kind) => button(flow, kind))}`;
