import {
  BatchMatMul,
  Cast,
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

interface DisposingBackend {
  disposeData(dataId: object): void;
}

let installed = false;

/**
 * Lets tfjs-backend-wasm multiply int32 matrices, which the attention mesh does in its sampling grids: its own kernel
 * takes floats only ("BatchMatMul for non non-float32 tensors not yet supported"). Casts, multiplies, casts back;
 * exact up to 2^24, and the grids stay far below. Call before the backend is set.
 */
export function installInt32BatchMatMul(): void {
  if (installed) return;
  const original = getKernel(BatchMatMul, 'wasm');
  const cast = getKernel(Cast, 'wasm');
  const kernelFunc: KernelFunc = (call) => {
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
    if (a.dtype === 'float32' && b.dtype === 'float32') return original.kernelFunc(call);
    const { attrs, backend } = call;
    const to = (x: TensorInfo, dtype: 'float32' | 'int32') =>
      cast.kernelFunc({ inputs: { x }, backend, attrs: { dtype } }) as TensorInfo;
    const floats = { a: to(a, 'float32'), b: to(b, 'float32') };
    const product = original.kernelFunc({ inputs: floats, backend, attrs: attrs ?? {} }) as TensorInfo;
    const result = to(product, 'int32');
    for (const passing of [floats.a, floats.b, product])
      (backend as DisposingBackend).disposeData(passing.dataId);
    return result;
  };
  unregisterKernel(BatchMatMul, 'wasm');
  registerKernel({ ...original, kernelFunc } as KernelConfig);
  installed = true;
}
