import { clockFast, clockJumps, clockSlow } from './scenarios/clock.mjs';
import { faceBackend, faceCamera, faceClock, faceNetwork } from './scenarios/face.mjs';
import { handsAndHabits, logInInBetween } from './scenarios/hands.mjs';
import { backendAtEveryStep, networkAtEveryStep, networkAwayForLong } from './scenarios/network.mjs';
import { permissionWithdrawn } from './scenarios/permission.mjs';
import { reloadAtEveryStep } from './scenarios/reload.mjs';
import { tabLogsOut, tabsApplyTwice, tabsRenewAtOnce, tabUnbinds } from './scenarios/tabs.mjs';

/** Every fault, by the walks in which they are tried: {name, rows: [phase, fault][], stage?, camera?, run(stage)}. */
export const SCENARIOS = [
  networkAtEveryStep,
  networkAwayForLong,
  backendAtEveryStep,
  reloadAtEveryStep,
  tabsRenewAtOnce,
  tabsApplyTwice,
  tabUnbinds,
  tabLogsOut,
  clockFast,
  clockSlow,
  clockJumps,
  handsAndHabits,
  logInInBetween,
  permissionWithdrawn,
  faceNetwork,
  faceBackend,
  faceCamera,
  faceClock,
];
