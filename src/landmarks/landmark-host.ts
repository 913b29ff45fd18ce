import { detectImage } from './detect-image.ts';
import type { Detection } from './face.ts';
import { fetchAssets } from './fetch-assets.ts';
import { EngineError, type HostAnswers, type HostRequest } from './host-protocol.ts';
import type { Engine } from './landmark-detector.ts';
import { DETECTOR_FILES, MESH_FILES } from './models.ts';
import { probeWebgl } from './probe-webgl.ts';
import { createFrameReader, type FrameReader } from './read-frame.ts';
import { runSelfCheck, SELF_CHECK_FILE } from './self-check.ts';
import { type RunningEngine, startEngine, WASM_FILE } from './start-engine.ts';
import { createThinPipeline, type ThinPipeline } from './thin-pipeline.ts';

type StartRequest = Extract<HostRequest, { type: 'start' }>;
type DetectRequest = Extract<HostRequest, { type: 'detect' }>;

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
    if (running) stopRunning(running);
    running = null;
    if (occupant === host) occupant = null;
  };

  async function start(request: StartRequest): Promise<null> {
    stop();
    if (occupant)
      throw new EngineError('engine_unavailable', 'Another landmark detector runs on this thread.');
    occupant = host;
    try {
      running = await startRunning(request);
      if (closed) throw new EngineError('engine_failed', 'The landmark engine was stopped.');
      return null;
    } catch (error) {
      stop();
      throw error;
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
          return detect(running, request);
        case 'close':
          closed = true;
          stop();
          return null;
      }
    },
  };
  return host;
}

async function startRunning({ assetsUrl, engine: name }: StartRequest): Promise<Running> {
  const reader = createFrameReader();
  const bytes = await fetchAll(assetsUrl, name);
  const engine = await startEngine(name, bytes.get(WASM_FILE.name));
  const running = { engine, pipeline: createThinPipeline(bytes), reader };
  try {
    await Promise.race([engine.lost, runSelfCheck(running, bytes.get(SELF_CHECK_FILE.name)!)]);
    return running;
  } catch (error) {
    stopRunning(running);
    throw error;
  }
}

function stopRunning({ pipeline, engine }: Running): void {
  pipeline.dispose();
  engine.stop();
}

async function detect(running: Running | null, { image, ...facts }: DetectRequest): Promise<Detection> {
  try {
    if (!running) throw new EngineError('engine_failed', 'The landmark engine is not running.');
    return await Promise.race([running.engine.lost, detectImage(running, image, facts)]);
  } finally {
    image.close();
  }
}

async function fetchAll(assetsUrl: string, engine: Engine): Promise<Map<string, Uint8Array>> {
  const models = [DETECTOR_FILES.graph, DETECTOR_FILES.weights, MESH_FILES.graph, MESH_FILES.weights];
  const [modelBytes, engineBytes] = await Promise.all([
    fetchAssets(new URL('models/', assetsUrl).href, [...models, SELF_CHECK_FILE]),
    fetchAssets(assetsUrl, engine === 'wasm' ? [WASM_FILE] : []),
  ]);
  return new Map([...modelBytes, ...engineBytes]);
}
