import '../redirect.js';

for (const Canvas of [globalThis.OffscreenCanvas, globalThis.HTMLCanvasElement].filter(Boolean)) {
  const getContext = Canvas.prototype.getContext;
  Canvas.prototype.getContext = function (kind, ...rest) {
    return /webgl/.test(kind) ? null : getContext.call(this, kind, ...rest);
  };
}
