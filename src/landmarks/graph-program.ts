import { type Attribute, backend, getBackend, getKernel, type TensorInfo } from '@tensorflow/tfjs-core';

/** Which value stands for each input of a kernel; `Concat` takes a list. */
export type StepInputs = readonly number[] | Readonly<Record<string, number>>;

/** One kernel of tfjs, called as it was when the graph was recorded. */
export interface ProgramStep {
  readonly kernel: string;
  readonly inputs: StepInputs;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly output: number;
  /** Values that no later step needs. */
  readonly frees: readonly number[];
}

/** A tensor that goes in: an input of the caller's, or a weight. */
export interface ProgramValue {
  readonly id: number;
  readonly shape: readonly number[];
}

/** Weights as 32-bit floats, ready to be written to an engine. */
export interface ProgramWeight extends ProgramValue {
  /** Its name in the graph. */
  readonly name: string;
  readonly values: Float32Array;
}

/**
 * A graph for inputs of fixed shapes as the plain list of kernels that it comes down to (`record-program.ts`).
 *
 * Running it needs neither the converter, which interprets the graph anew for each frame in as much time as the kernels
 * themselves take, nor its code. Same kernels, same order, same numbers.
 */
export interface GraphProgram {
  readonly inputs: readonly ProgramValue[];
  readonly steps: readonly ProgramStep[];
  /** The one value that comes out: all outputs, flat, one after the other. */
  readonly output: number;
  readonly weights: readonly ProgramWeight[];
}

/** A program with its weights on the tfjs backend that is set. */
export interface LoadedProgram {
  /** Runs it once, on one array of floats for each input. */
  run(...inputs: readonly Float32Array[]): Promise<Float32Array>;
  dispose(): void;
}

/** Writes a program's weights to the tfjs backend that is set, and binds its kernels. */
export function loadProgram(program: GraphProgram): LoadedProgram {
  const engine = backend();
  const write = ({ shape }: ProgramValue, values: Float32Array): TensorInfo => {
    const sides = [...shape];
    return { dataId: engine.write(values, sides, 'float32'), shape: sides, dtype: 'float32' };
  };
  const kernels = program.steps.map(({ kernel }) => kernelOf(kernel));
  const values: (TensorInfo | undefined)[] = [];
  for (const weight of program.weights) values[weight.id] = write(weight, weight.values);
  const free = (id: number) => {
    const value = values[id];
    values[id] = undefined;
    if (value) engine.disposeData(value.dataId);
  };

  return {
    async run(...inputs) {
      program.inputs.forEach((input, index) => {
        values[input.id] = write(input, inputs[index]!);
      });
      try {
        for (const [index, { inputs: names, attrs, output, frees }] of program.steps.entries()) {
          values[output] = kernels[index]!({
            inputs: inputsOf(names, values) as never,
            attrs: attrs as Record<string, Attribute>,
            backend: engine,
          }) as TensorInfo;
          for (const id of frees) free(id);
        }
        return (await engine.read(values[program.output]!.dataId)) as Float32Array;
      } finally {
        for (const { id } of program.inputs) free(id);
        for (const { output } of program.steps) free(output);
      }
    },
    dispose() {
      for (const { id } of program.weights) free(id);
    },
  };
}

function kernelOf(name: string) {
  const config = getKernel(name, getBackend());
  if (!config) throw new Error(`The tfjs backend ${getBackend()} has no kernel ${name}.`);
  return config.kernelFunc;
}

function inputsOf(names: StepInputs, values: readonly (TensorInfo | undefined)[]) {
  if (Array.isArray(names)) return names.map((id: number) => values[id]!);
  return Object.fromEntries(Object.entries(names).map(([name, id]) => [name, values[id as number]!]));
}
