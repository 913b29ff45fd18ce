import { clockFast, clockJumps, clockSlow } from './scenarios/clock.mjs';
import {
  faceBackend,
  faceCamera,
  faceClockFast,
  faceClockJumps,
  faceClockSlow,
  faceNetwork,
  faceReload,
} from './scenarios/face.mjs';
import { handsAndHabits, logInInBetween } from './scenarios/hands.mjs';
import {
  backendAtEveryStep,
  backendKilledAtEveryStep,
  networkAtEveryStep,
  networkAwayForLong,
} from './scenarios/network.mjs';
import {
  counterBackend,
  counterNetwork,
  otherReload,
  photoByCamera,
  relativeBackend,
  relativeNetwork,
  turnsBackend,
  turnsNetwork,
} from './scenarios/other-ways.mjs';
import { permissionWithdrawn } from './scenarios/permission.mjs';
import { reloadAtEveryStep } from './scenarios/reload.mjs';
import { tabLogsOut, tabsApplyTwice, tabsRenewAtOnce, tabsWithFace, tabUnbinds } from './scenarios/tabs.mjs';

/** Every fault, by the flows in which they are tried: {name, rows: [phase, fault][], stage?, camera?, run(stage)}. */
export const SCENARIOS = [
  networkAtEveryStep,
  networkAwayForLong,
  backendAtEveryStep,
  backendKilledAtEveryStep,
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
  relativeNetwork,
  relativeBackend,
  counterNetwork,
  counterBackend,
  turnsNetwork,
  turnsBackend,
  otherReload,
  photoByCamera,
  permissionWithdrawn,
  faceNetwork,
  faceBackend,
  faceCamera,
  faceClockFast,
  faceClockSlow,
  faceClockJumps,
  faceReload,
  tabsWithFace,
];
