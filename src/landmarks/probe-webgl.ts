import type { WebglProbe } from './host-protocol.ts';

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
