import { MOVES } from '../../challenge/plan-limits.ts';
import { type Action, actionsInCommon, type Without } from '../../protocol/challenge.ts';
import type { Entries, Person } from '../entries.ts';
import { discoveryOf, type Flow } from '../flow.ts';
import { canHandOff } from '../hand-off/hand-off.ts';
import type { LoadingEngine } from './engine.ts';
import { offeredWithout } from './spare.ts';

const REQUESTS = [
  'open_camera',
  'set_voice',
  'set_without',
  'set_facing',
  'choose_method',
  'hand_off',
  'back',
] as const;

/** A short and a long closure look the same to whoever closes the eyes; what is left out is not shown. */
function movementsOf(listed: readonly string[], without: Without | null): readonly Action[] {
  const isSpared = (action: Action) =>
    without !== null && (MOVES[action] === 'eyes') === (without === 'eyes');
  return actionsInCommon(listed).filter((action) => action !== 'hold_long' && !isSpared(action));
}

/** The screen for the person in front of the camera, before it is opened. */
export async function runGetReady(
  flow: Flow,
  entries: Entries,
  person: Person,
  face: { readonly engine: LoadingEngine; readonly attemptsLeft: number | null },
): Promise<'open' | 'back' | 'other_method' | 'hand_off'> {
  const canSpare = offeredWithout(flow);
  const { steps = 1, actions = [] } = discoveryOf(flow).liveness ?? {};
  const show = () =>
    flow.publish({
      kind: 'get_ready',
      subjectName: person.subject.name,
      steps: Math.max(0, steps - 1), // the neutral step is no movement
      voice: entries.voice,
      facing: entries.facing,
      attemptsLeft: face.attemptsLeft,
      canSpare,
      without: entries.without,
      movements: movementsOf(actions, entries.without),
      canHandOff: canHandOff(flow),
      engineLoading: face.engine.loading,
    });
  let here = true;
  face.engine.whenSettled(() => {
    if (here) show();
  });
  const requests = flow.requests.subscribe(REQUESTS);
  try {
    for (;;) {
      show();
      const request = await requests.next(flow.signal);
      switch (request.kind) {
        case 'open_camera':
          return 'open';
        case 'back':
          return 'back';
        case 'choose_method':
          return 'other_method';
        case 'hand_off':
          if (canHandOff(flow)) return 'hand_off';
          break;
        case 'set_voice':
          entries.voice = request.voice;
          break;
        case 'set_without':
          if (request.without === null || canSpare.includes(request.without))
            entries.without = request.without;
          break;
        case 'set_facing':
          entries.facing = request.facing;
          entries.deviceId = null;
      }
    }
  } finally {
    here = false;
    requests.close();
  }
}
