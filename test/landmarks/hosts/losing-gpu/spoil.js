import '../redirect.js';
import '../call-it-a-gpu.js';

// Takes every WebGL context away when the test says so.
const contexts = [];
const getContext = OffscreenCanvas.prototype.getContext;
OffscreenCanvas.prototype.getContext = function (kind, ...rest) {
  const context = getContext.call(this, kind, ...rest);
  if (kind === 'webgl2' && context) contexts.push(context);
  return context;
};
new BroadcastChannel('losing-gpu').onmessage = ({ data }) => {
  for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
  new BroadcastChannel(data).postMessage('lost');
};
