import { svg } from 'lit';

/** ISO/IEC 18004 asks for four light modules around the symbol. */
const QUIET_ZONE = 4;

function bytesOf(base64url: string): Uint8Array {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The dark modules as one SVG path, runs of a row joined. Bits row by row, most significant first. */
export function qrPath(size: number, modules: string): string {
  const bytes = bytesOf(modules);
  const dark = (index: number) => ((bytes[index >> 3] ?? 0) >> (7 - (index & 7))) & 1;
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!dark(y * size + x)) continue;
      const from = x;
      while (x + 1 < size && dark(y * size + x + 1)) x++;
      path += `M${from + QUIET_ZONE} ${y + QUIET_ZONE}h${x - from + 1}v1h${from - x - 1}z`;
    }
  }
  return path;
}

/** Always black on white, whatever the theme: scanners need it. */
export function qrCode(qr: { readonly size: number; readonly modules: string }, label: string) {
  const side = qr.size + 2 * QUIET_ZONE;
  return svg`<svg class="qr" part="qr" viewBox=${`0 0 ${side} ${side}`} role="img" aria-label=${label}
    shape-rendering="crispEdges"><rect width=${side} height=${side} fill="#ffffff"></rect><path
    d=${qrPath(qr.size, qr.modules)} fill="#000000"></path></svg>`;
}
