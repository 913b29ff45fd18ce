import { type FaceProgram, PROGRAMS } from './face-programs.ts';
import type { GraphProgram } from './graph-program.ts';
import { loadGraph, type ModelBytes, storedWeights } from './load-graph.ts';
import { packProgram } from './program-file.ts';
import { recordProgram } from './record-program.ts';

/** All programs by the names of their files, recorded on the tfjs backend that is set. */
export function recordFacePrograms(bytes: ModelBytes): Map<string, GraphProgram> {
  return new Map(PROGRAMS.map((program) => [program.file.name, recorded(program, bytes)]));
}

function recorded({ source, cut }: FaceProgram, bytes: ModelBytes): GraphProgram {
  const graph = loadGraph(source, bytes);
  try {
    return recordProgram(graph, cut);
  } finally {
    graph.dispose();
  }
}

/** The same as the files that the browser fetches. */
export function packFacePrograms(bytes: ModelBytes): Map<string, Uint8Array> {
  const programs = recordFacePrograms(bytes);
  return new Map(
    PROGRAMS.map(({ file: { name }, source }) => [
      name,
      packProgram(programs.get(name)!, storedWeights(source, bytes)),
    ]),
  );
}
