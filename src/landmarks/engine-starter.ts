import {
  env,
  findBackendFactory,
  type KernelConfig,
  registerKernel,
  removeBackend,
} from '@tensorflow/tfjs-core';
import type { ModelFile } from './models.ts';

/** An engine that runs. */
export interface RunningEngine {
  /** Rejects when the GPU takes the context away; never resolves. */
  readonly lost: Promise<never>;
  stop(): void;
}

/** One of tfjs's engines, as its worker holds it. */
export interface EngineStarter {
  /** What it needs besides the programs, from the assets' folder. */
  readonly files: readonly ModelFile[];
  /**
   * Makes tfjs compute on it in this thread.
   *
   * @param bytes of {@link files}, checked, by name
   * @throws EngineError `engine_unavailable` with the reason in its message.
   */
  start(bytes: ReadonlyMap<string, Uint8Array>): Promise<RunningEngine>;
}

const registered = new Set<KernelConfig>();

/** Registers kernels with tfjs, each once. */
export function registerKernels(kernels: readonly KernelConfig[]): void {
  for (const kernel of kernels) {
    if (!registered.has(kernel)) registerKernel(kernel);
    registered.add(kernel);
  }
}

/** Sets flags of tfjs's environment. */
export function setFlags(flags: Readonly<Record<string, boolean>>): void {
  for (const [name, value] of Object.entries(flags)) env().set(name, value);
}

/** Frees what an engine holds, the WebGL context too; tfjs throws when there is none. */
export function stopBackend(name: string): void {
  if (findBackendFactory(name)) removeBackend(name);
}
