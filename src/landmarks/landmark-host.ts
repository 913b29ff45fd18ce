import { detectImage } from './detect-image.ts';
import type { EngineStarter, RunningEngine } from './engine-starter.ts';
import type { Detection } from './face.ts';
import { FACE_PROGRAMS, LIDS } from './face-programs.ts';
import { fetchAssets } from './fetch-assets.ts';
import type { GraphProgram } from './graph-program.ts';
import { EngineError, type HostRequest } from './host-protocol.ts';
import { unpackProgram } from './program-file.ts';
import { createFrameReader, type FrameReader } from './read-frame.ts';
import { runEyeSelfCheck, runSelfCheck, SELF_CHECK_FILE } from './self-check.ts';
import type { Host } from './serve-host.ts';
import { createThinPipeline, type ThinPipeline } from './thin-pipeline.ts';

type StartRequest = Extract<HostRequest, { type: 'start' }>;
type DetectRequest = Extract<HostRequest, { type: 'detect' }>;

interface Running {
  readonly engine: RunningEngine;
  readonly pipeline: ThinPipeline;
  readonly reader: FrameReader;
  readonly selfCheckJpeg: Uint8Array;
}

/** tfjs has one engine a thread. In workers nobody contends for it; on the main thread the second host is refused. */
let occupant: Host | null = null;

/** Answers the detector's requests: one engine, one model, one frame at a time. */
export function createLandmarkHost(starter: EngineStarter): Host {
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
      throw new EngineError(
        'engine_unavailable',
        'Only one landmark detector can run on a thread; close the other one first.',
      );
    occupant = host;
    try {
      running = await startRunning(starter, request);
      if (closed) throw new EngineError('engine_failed', 'The landmark engine was stopped.');
      return null;
    } catch (error) {
      stop();
      throw error;
    }
  }

  const host: Host = {
    async answer(request) {
      switch (request.type) {
        case 'probe':
          throw new EngineError(
            'engine_failed',
            'The engine received a probe request; only the probe bundle answers it.',
          );
        case 'start':
          return start(request);
        case 'load_eyes':
          return loadEyes(running, request);
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

async function startRunning(starter: EngineStarter, { assetsUrl }: StartRequest): Promise<Running> {
  const reader = createFrameReader();
  const starting = fetchAssets(assetsUrl, starter.files).then((files) => starter.start(files));
  starting.catch(() => {});
  const models = [...FACE_PROGRAMS.map(({ file }) => file), SELF_CHECK_FILE];
  const bytes = await fetchAssets(new URL('models/', assetsUrl).href, models).catch((error) => {
    starting.then((engine) => engine.stop()).catch(() => {});
    throw error;
  });
  const engine = await starting;
  const selfCheckJpeg = bytes.get(SELF_CHECK_FILE.name)!;
  const running = { engine, pipeline: createThinPipeline(programsIn(bytes)), reader, selfCheckJpeg };
  try {
    await Promise.race([engine.lost, runSelfCheck(running, selfCheckJpeg)]);
    return running;
  } catch (error) {
    stopRunning(running);
    throw error;
  }
}

function programsIn(bytes: ReadonlyMap<string, Uint8Array>): Map<string, GraphProgram> {
  return new Map(FACE_PROGRAMS.map(({ file: { name } }) => [name, unpackProgram(bytes.get(name)!)]));
}

function stopRunning({ pipeline, engine }: Running): void {
  pipeline.dispose();
  engine.stop();
}

async function loadEyes(
  running: Running | null,
  { assetsUrl }: Extract<HostRequest, { type: 'load_eyes' }>,
): Promise<null> {
  if (!running) throw notRunning();
  const { pipeline, engine, selfCheckJpeg } = running;
  const bytes = await fetchAssets(new URL('models/', assetsUrl).href, [LIDS.file]);
  pipeline.loadEyes(unpackProgram(bytes.get(LIDS.file.name)!));
  await Promise.race([engine.lost, runEyeSelfCheck(running, selfCheckJpeg)]);
  return null;
}

async function detect(running: Running | null, { image, lids, ...facts }: DetectRequest): Promise<Detection> {
  try {
    if (!running) throw notRunning();
    return await Promise.race([running.engine.lost, detectImage(running, image, facts, { lids })]);
  } finally {
    image.close();
  }
}

const notRunning = () => new EngineError('engine_failed', 'The landmark engine is not running.');
