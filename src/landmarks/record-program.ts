import type { GraphModel } from '@tensorflow/tfjs-converter';
import { concat1d, engine, reshape, type Tensor, type Tensor1D, zeros } from '@tensorflow/tfjs-core';
import type { GraphProgram, ProgramStep, ProgramWeight, StepInputs } from './graph-program.ts';

/** What of a graph is to be computed. */
export interface GraphCut {
  /** Nodes at which the caller's values enter, in the order of the program's inputs, and their shapes. */
  readonly inputs: readonly { readonly node: string; readonly shape: readonly number[] }[];
  /** Nodes whose values come out, one after the other. */
  readonly outputs: readonly string[];
}

interface Call {
  readonly kernel: string;
  readonly inputs: StepInputs;
  readonly attrs: ProgramStep['attrs'];
  readonly output: number;
}

/**
 * Lets tfjs's own converter run the graph once on the backend that is set, and writes down which kernels it calls; steps
 * whose values the outputs do not need (the arithmetic on shapes above all) are left out.
 */
export function recordProgram(graph: GraphModel, cut: GraphCut): GraphProgram {
  const tfjs = engine();
  tfjs.startScope();
  try {
    const feeds = cut.inputs.map(({ shape }) => zeros([...shape]));
    const { calls, output } = listenIn(() => executeFlat(graph, cut, feeds));
    const steps = neededSteps(calls, output);
    const used = new Set(steps.flatMap(({ inputs }) => Object.values(inputs)));
    const weights = weightsOf(graph).filter(({ id }) => used.has(id));
    return renumbered({
      inputs: feeds.map(({ id, shape }) => ({ id, shape })),
      steps: withFrees(steps, output, new Set(weights.map(({ id }) => id))),
      output,
      weights,
    });
  } finally {
    tfjs.endScope();
  }
}

/** All outputs as one flat tensor, so that a GPU is read once. */
function executeFlat(graph: GraphModel, { inputs, outputs }: GraphCut, feeds: readonly Tensor[]): Tensor {
  const named = Object.fromEntries(inputs.map(({ node }, index) => [node, feeds[index]!]));
  const found = graph.execute(named, [...outputs]);
  const parts = (Array.isArray(found) ? found : [found]).map((part) => reshape(part, [-1]) as Tensor1D);
  return parts.length === 1 ? parts[0]! : concat1d(parts);
}

/** Calls of kernels while `work` runs, by the ids of tfjs's tensors, and the id of what it answers. */
function listenIn(work: () => Tensor): { calls: Call[]; output: number } {
  const calls: Call[] = [];
  const tfjs = engine();
  const { runKernel } = tfjs;
  tfjs.runKernel = (kernel, inputs, attrs = {}) => {
    const output = runKernel.call(tfjs, kernel, inputs, attrs);
    if (!Array.isArray(output)) {
      const ids = Array.isArray(inputs)
        ? inputs.map(({ id }: Tensor) => id)
        : Object.fromEntries(
            Object.entries(inputs)
              .filter(([, tensor]) => tensor)
              .map(([name, tensor]) => [name, (tensor as Tensor).id]),
          );
      calls.push({ kernel, inputs: ids, attrs, output: (output as Tensor).id });
    }
    return output as never;
  };
  try {
    return { calls, output: work().id };
  } finally {
    tfjs.runKernel = runKernel;
  }
}

function neededSteps(calls: readonly Call[], output: number): Call[] {
  const needed = new Set([output]);
  const steps = calls.toReversed().filter((call) => {
    if (!needed.has(call.output)) return false;
    for (const id of Object.values(call.inputs)) needed.add(id);
    return true;
  });
  return steps.reverse();
}

function withFrees(steps: readonly Call[], output: number, weights: ReadonlySet<number>): ProgramStep[] {
  const lastUse = new Map<number, number>();
  steps.forEach(({ inputs }, index) => {
    for (const id of Object.values(inputs)) if (!weights.has(id) && id !== output) lastUse.set(id, index);
  });
  return steps.map((step, index) => ({
    ...step,
    frees: [...lastUse].filter(([, last]) => last === index).map(([id]) => id),
  }));
}

function weightsOf(graph: GraphModel): ProgramWeight[] {
  return Object.entries(graph.weights).flatMap(([name, tensors]) =>
    tensors
      .filter(({ dtype }) => dtype === 'float32')
      .map((tensor) => ({
        id: tensor.id,
        name,
        shape: tensor.shape,
        values: tensor.dataSync<'float32'>(),
      })),
  );
}

/** tfjs counts tensors through the whole process; a program counts its own, so that the same graph gives the same program. */
function renumbered({ inputs, steps, output, weights }: GraphProgram): GraphProgram {
  const numbers = new Map<number, number>();
  const known = [...inputs, ...weights].map(({ id }) => id).concat(steps.map((step) => step.output));
  for (const id of known) numbers.set(id, numbers.size);
  const of = (id: number) => {
    const number = numbers.get(id);
    if (number === undefined)
      throw new Error('The graph uses a value that is neither an input nor a weight.');
    return number;
  };
  return {
    inputs: inputs.map(({ id, shape }) => ({ id: of(id), shape })),
    steps: steps.map(({ kernel, inputs: names, attrs, output: to, frees }) => ({
      kernel,
      inputs: Array.isArray(names)
        ? names.map(of)
        : Object.fromEntries(Object.entries(names).map(([name, id]) => [name, of(id as number)])),
      attrs,
      output: of(to),
      frees: frees.map(of),
    })),
    output: of(output),
    weights: weights.map((weight) => ({ ...weight, id: of(weight.id) })),
  };
}
