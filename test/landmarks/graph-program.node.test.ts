import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { backend, concat1d, reshape, type Tensor, type Tensor1D, tensor, tidy } from '@tensorflow/tfjs-core';
import { type FaceProgram, PROGRAMS } from '../../src/landmarks/face-programs.ts';
import { loadProgram } from '../../src/landmarks/graph-program.ts';
import { loadGraph, type ModelBytes } from '../../src/landmarks/load-graph.ts';
import { makeProgramFiles } from '../../src/landmarks/make-program-files.ts';
import { readModels, startWasm } from '../../src/landmarks/node-host.ts';
import { unpackProgram } from '../../src/landmarks/program-file.ts';
import { packFacePrograms, recordFacePrograms } from '../../src/landmarks/record-face-programs.ts';

describe('a program recorded of a graph', () => {
  let bytes: ModelBytes;
  before(async () => {
    await startWasm();
    bytes = await readModels();
  });

  for (const program of PROGRAMS) {
    const { name } = program.file;

    it(`answers with the very numbers of the graph, time after time: ${name}`, async () => {
      const inputs = program.cut.inputs.map(({ shape }, index) => noise(sizeOf(shape), index));
      const loaded = loadProgram(recordFacePrograms(bytes).get(name)!);
      try {
        const expected = byGraph(program, bytes, inputs);
        assert.deepEqual(await loaded.run(...inputs), expected);
        await loaded.run(...inputs.map((values) => values.map((value) => 1 - value)));
        assert.deepEqual(await loaded.run(...inputs), expected);
      } finally {
        loaded.dispose();
      }
    });

    it(`is the same from its file as recorded, weights to the bit: ${name}`, () => {
      const recorded = recordFacePrograms(bytes).get(name)!;
      const { weights, ...rest } = unpackProgram(packFacePrograms(bytes).get(name)!);
      const { weights: expected, ...others } = recorded;
      assert.deepEqual(JSON.stringify(rest), JSON.stringify(others));
      for (const [index, weight] of weights.entries()) {
        assert.deepEqual(weight.shape, expected[index]!.shape);
        assert.deepEqual(bitsOf(weight.values), bitsOf(expected[index]!.values), weight.name);
      }
    });
  }

  it('keeps nothing of a run but its weights, of one that fails neither, and nothing once disposed of', async () => {
    const held = () => backend().numDataIds();
    const recorded = recordFacePrograms(bytes).get('face-detector.bin')!;
    const before = held();
    const program = loadProgram(recorded);
    const weights = held() - before;
    assert.equal(weights, recorded.weights.length);
    await program.run(noise(128 * 128 * 3, 1));
    assert.equal(held(), before + weights);
    program.dispose();
    assert.equal(held(), before);
    const unending = { ...recorded.steps.at(-1)!, inputs: [Number.MAX_SAFE_INTEGER] };
    const broken = loadProgram({ ...recorded, steps: [...recorded.steps.slice(0, -1), unending] });
    await assert.rejects(broken.run(noise(128 * 128 * 3, 1)), TypeError);
    assert.equal(held(), before + weights);
    broken.dispose();
    assert.equal(held(), before);
  });

  it('is the one that the browser is told to expect', async () => {
    const names = [...(await makeProgramFiles()).keys()];
    assert.deepEqual(
      names,
      PROGRAMS.map(({ file }) => file.name),
    );
  });
});

function byGraph({ source, cut }: FaceProgram, bytes: ModelBytes, inputs: readonly Float32Array[]) {
  const graph = loadGraph(source, bytes);
  const flat = tidy(() => {
    const feeds = cut.inputs.map(({ node, shape }, index) => [node, tensor(inputs[index]!, [...shape])]);
    const outputs = [graph.execute(Object.fromEntries(feeds), [...cut.outputs])].flat() as Tensor[];
    return concat1d(outputs.map((output) => reshape(output, [-1]) as Tensor1D));
  });
  const values = flat.dataSync<'float32'>();
  flat.dispose();
  graph.dispose();
  return values;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);
const bitsOf = ({ buffer, byteOffset, length }: Float32Array) => new Uint32Array(buffer, byteOffset, length);

/** Numbers in 0 .. 1, the same ones each time (Numerical Recipes' linear congruential generator). */
function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}
