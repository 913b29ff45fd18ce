import { detectImage } from './detect-image.ts';
import { fetchAssets } from './fetch-assets.ts';
import { EngineError, type HostAnswers, type HostRequest } from './host-protocol.ts';
import type { Engine } from './landmark-detector.ts';
import { DETECTOR_FILES, MESH_FILES } from './models.ts';
import { probeWebgl } from './probe-webgl.ts';
import { createFrameReader, type FrameReader } from './read-frame.ts';
import { runSelfCheck, SELF_CHECK_FILE } from './self-check.ts';
import { type RunningEngine, startEngine, WASM_FILE } from './start-engine.ts';
import { createThinPipeline, type ThinPipeline } from './thin-pipeline.ts';

interface Running {
  readonly engine: RunningEngine;
  readonly pipeline: ThinPipeline;
  readonly reader: FrameReader;
}

/** Answers the detector's requests: one engine, one model, one frame at a time. */
export interface LandmarkHost {
  answer(request: HostRequest): Promise<HostAnswers[keyof HostAnswers]>;
}

/** tfjs has one engine a thread. In workers nobody contends for it; on the main thread the second host is refused. */
let occupant: LandmarkHost | null = null;

export function createLandmarkHost(): LandmarkHost {
  let running: Running | null = null;
  let closed = false;

  const stop = () => {
    running?.pipeline.dispose();
    running?.engine.stop();
    running = null;
    if (occupant === host) occupant = null;
  };
  const occupy = () => {
    if (occupant && occupant !== host) {
      throw new EngineError('engine_unavailable', 'Another landmark detector runs on this thread.');
    }
    occupant = host;
  };

  async function start({ assetsUrl, engine }: Extract<HostRequest, { type: 'start' }>): Promise<null> {
    stop();
    occupy();
    try {
      const reader = createFrameReader();
      const bytes = await fetchAll(assetsUrl, engine);
      const started = await startEngine(engine, bytes.get(WASM_FILE.name));
      running = { engine: started, pipeline: createThinPipeline(bytes), reader };
      await Promise.race([started.lost, runSelfCheck(running, bytes.get(SELF_CHECK_FILE.name)!)]);
      if (closed) throw new EngineError('engine_failed', 'The landmark engine was stopped.');
      return null;
    } catch (error) {
      stop();
      throw error;
    }
  }

  async function detect(request: Extract<HostRequest, { type: 'detect' }>): Promise<HostAnswers['detect']> {
    const { image, width, height, timestampMs } = request;
    if (!running) {
      image.close();
      throw new EngineError('engine_failed', 'The landmark engine is not running.');
    }
    const { engine, pipeline, reader } = running;
    try {
      return await Promise.race([
        engine.lost,
        detectImage({ pipeline, reader }, image, { width, height, timestampMs }),
      ]);
    } finally {
      image.close();
    }
  }

  const host: LandmarkHost = {
    async answer(request) {
      switch (request.type) {
        case 'probe':
          return probeWebgl();
        case 'start':
          return start(request);
        case 'detect':
          return detect(request);
        case 'close':
          closed = true;
          stop();
          return null;
      }
    },
  };
  return host;
}

async function fetchAll(assetsUrl: string, engine: Engine): Promise<Map<string, Uint8Array>> {
  const models = [DETECTOR_FILES.graph, DETECTOR_FILES.weights, MESH_FILES.graph, MESH_FILES.weights];
  const [modelBytes, engineBytes] = await Promise.all([
    fetchAssets(new URL('models/', assetsUrl).href, [...models, SELF_CHECK_FILE]),
    fetchAssets(assetsUrl, engine === 'wasm' ? [WASM_FILE] : []),
  ]);
  return new Map([...modelBytes, ...engineBytes]);
}
