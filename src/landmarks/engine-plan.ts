import type { EngineFault, WebglProbe } from './host-protocol.ts';
import type { Engine } from './landmark-detector.ts';

/** Asks a WebGL2 context of this thread who draws, and gives it back at once. `null` where there is no WebGL2. */
export function probeWebgl(): WebglProbe | null {
  const canvas =
    typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(1, 1);
  const gl = canvas.getContext('webgl2') as WebGL2RenderingContext | null;
  if (!gl) return null;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER) as string | null;
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { renderer: renderer || null };
}

/** Whether a renderer's name is one of the known ones that draw on the CPU. */
export function isSoftwareRenderer(renderer: string | null): boolean {
  return /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render/i.test(renderer ?? '');
}

/** One engine to try, and the reason that the report will give for it. */
export interface EngineChoice {
  readonly engine: Engine;
  readonly reason: string;
}

/** The engine to begin with. A real GPU gets WebGL; on a CPU, WASM is several times faster than a software renderer. */
export function firstChoice(asked: Engine | 'auto', probe: WebglProbe | null): EngineChoice {
  if (asked !== 'auto') return { engine: asked, reason: 'requested' };
  if (!probe) return { engine: 'wasm', reason: 'webgl_unavailable' };
  if (isSoftwareRenderer(probe.renderer)) return { engine: 'wasm', reason: 'software_renderer' };
  return { engine: 'webgl', reason: 'gpu' };
}

/** Why an engine did not start or stopped: the fault behind the error, or that it could not run or took too long. */
export type EngineTrouble = EngineFault | 'unavailable' | 'timeout';

/** The other engine after `failed` gave up, or `null` when there is none to go on with: an asked-for engine stands alone. */
export function otherChoice(
  asked: Engine | 'auto',
  failed: Engine,
  trouble: EngineTrouble,
  probe: WebglProbe | null,
): EngineChoice | null {
  if (asked !== 'auto') return null;
  const reason = trouble === 'unavailable' || trouble === 'timeout' ? `${failed}_${trouble}` : trouble;
  if (failed === 'webgl') return { engine: 'wasm', reason };
  return probe ? { engine: 'webgl', reason } : null;
}
