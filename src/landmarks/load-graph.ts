import { type GraphModel, loadGraphModelSync } from '@tensorflow/tfjs-converter';
import type { io } from '@tensorflow/tfjs-core';
import type { ModelFiles } from './models.ts';
import type { StoredWeight } from './program-file.ts';

/** Bytes of the pinned model files by name, already checked against their digests. */
export type ModelBytes = ReadonlyMap<string, Uint8Array>;

/** Builds a tfjs graph from the checked bytes of its files. */
export function loadGraph(files: ModelFiles, bytes: ModelBytes): GraphModel {
  return loadGraphModelSync(graphInMemory(files, bytes)) as GraphModel;
}

/** The files as tfjs wants to read them. */
export function graphInMemory(files: ModelFiles, bytes: ModelBytes) {
  const graph = JSON.parse(new TextDecoder().decode(bytes.get(files.graph.name)));
  const weights = bytes.get(files.weights.name)!;
  return {
    load: (): io.ModelArtifacts => ({
      modelTopology: graph.modelTopology,
      format: graph.format,
      signature: graph.signature,
      weightSpecs: graph.weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights),
      weightData: new Uint8Array(weights).buffer,
    }),
  };
}

const BYTES_PER_NUMBER = { float32: 4, int32: 4, float16: 2, uint8: 1, uint16: 2 } as const;

/** The weights of a graph's file by name, as they lie there. */
export function storedWeights(files: ModelFiles, bytes: ModelBytes): Map<string, StoredWeight> {
  const { weightSpecs = [], weightData } = graphInMemory(files, bytes).load();
  let offset = 0;
  return new Map(
    weightSpecs.map(({ name, shape, dtype, quantization }) => {
      const width = BYTES_PER_NUMBER[(quantization?.dtype ?? dtype) as keyof typeof BYTES_PER_NUMBER];
      const length = width * shape.reduce((product, side) => product * side, 1);
      const stored = new Uint8Array(weightData as ArrayBuffer, offset, length);
      offset += length;
      return [name, { quantization: quantization as StoredWeight['quantization'], bytes: stored }] as const;
    }),
  );
}
