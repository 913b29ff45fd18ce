import { probeWebgl } from './engine-plan.ts';
import { EngineError } from './host-protocol.ts';
import { hostBundle } from './serve-host.ts';

/** The bundle that says who draws, before one of the engines' larger ones is fetched. Opening a GPU blocks its thread. */
export const serveHost = hostBundle(() => ({
  async answer({ type }) {
    if (type === 'probe') return probeWebgl();
    throw new EngineError('engine_failed', 'The probe bundle received a request other than probe.');
  },
}));
