import { detectImage } from './detect-image.ts';
import { fetchAssets } from './fetch-assets.ts';
import { EngineError, type HostAnswers, type HostRequest } from './host-protocol.ts';
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

export function createLandmarkHost(): LandmarkHost {
  let running: Running | null = null;

  const stop = () => {
    running?.pipeline.dispose();
    running?.engine.stop();
    running = null;
  };

  async function start({ assetsUrl, engine: name }: Extract<HostRequest, { type: 'start' }>): Promise<null> {
    stop();
    const reader = createFrameReader();
    const models = [DETECTOR_FILES.graph, DETECTOR_FILES.weights, MESH_FILES.graph, MESH_FILES.weights];
    const [modelBytes, engineBytes] = await Promise.all([
      fetchAssets(new URL('models/', assetsUrl).href, [...models, SELF_CHECK_FILE]),
      fetchAssets(assetsUrl, name === 'wasm' ? [WASM_FILE] : []),
    ]);
    const engine = await startEngine(name, engineBytes.get(WASM_FILE.name));
    running = { engine, pipeline: createThinPipeline(modelBytes), reader };
    try {
      await Promise.race([engine.lost, runSelfCheck(running, modelBytes.get(SELF_CHECK_FILE.name)!)]);
    } catch (error) {
      stop();
      throw error;
    }
    return null;
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

  return {
    async answer(request) {
      switch (request.type) {
        case 'probe':
          return probeWebgl();
        case 'start':
          return start(request);
        case 'detect':
          return detect(request);
        case 'close':
          stop();
          return null;
      }
    },
  };
}
