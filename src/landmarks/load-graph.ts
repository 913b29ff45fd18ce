import { type GraphModel, loadGraphModelSync } from '@tensorflow/tfjs-converter';
import type { io } from '@tensorflow/tfjs-core';
import type { ModelFiles } from './models.ts';

/** Bytes of the pinned model files by name, already checked against their digests. */
export type ModelBytes = ReadonlyMap<string, Uint8Array>;

/** Builds a tfjs graph from the checked bytes of its files. */
export function loadGraph(files: ModelFiles, bytes: ModelBytes): GraphModel {
  return loadGraphModelSync(graphInMemory(files, bytes)) as GraphModel;
}

/** The files as tfjs wants to read them. */
export function graphInMemory(files: ModelFiles, bytes: ModelBytes): io.IOHandlerSync {
  const graph = JSON.parse(new TextDecoder().decode(bytes.get(files.graph.name)));
  const weights = bytes.get(files.weights.name)!;
  return {
    load: () => ({
      modelTopology: graph.modelTopology,
      format: graph.format,
      signature: graph.signature,
      weightSpecs: graph.weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights),
      weightData: new Uint8Array(weights).buffer,
    }),
  };
}
