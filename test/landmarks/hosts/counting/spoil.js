import '../redirect.js';

// Spoils nothing: tells what tfjs holds in this worker, and how large WebAssembly's memory has grown.
let memory;
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...args) => {
  const result = await instantiate.apply(WebAssembly, args);
  const { exports } = result.instance ?? result;
  memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
  return result;
};
new BroadcastChannel('counting').onmessage = ({ data: reply }) => {
  const backend = globalThis._tfengine?.backendInstance;
  if (!backend) return;
  const held = {
    tensors: backend.numDataIds(),
    wasmBytes: memory?.buffer.byteLength ?? 0,
    gpuBytes: backend.textureManager?.numBytesAllocated ?? 0,
    textures: backend.textureManager?.numUsedTextures ?? 0,
  };
  new BroadcastChannel(reply).postMessage(held);
};
