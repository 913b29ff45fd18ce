import { backendAtEveryStep, networkAtEveryStep, networkAwayForLong } from './scenarios/network.mjs';

/** Every fault, by the walks in which they are tried: {name, rows: [phase, fault][], stage?, run(stage)}. */
export const SCENARIOS = [networkAtEveryStep, networkAwayForLong, backendAtEveryStep];
