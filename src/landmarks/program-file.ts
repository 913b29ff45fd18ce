import type { GraphProgram, ProgramWeight } from './graph-program.ts';

/** How a weight's numbers lie in the file, as tfjs's weights manifest has it. */
interface Quantization {
  readonly dtype: 'float16' | 'uint8' | 'uint16';
  readonly scale?: number;
  readonly min?: number;
}

/** A weight of the graph's file as it lies there. */
export interface StoredWeight {
  readonly quantization?: Quantization | undefined;
  readonly bytes: Uint8Array;
}

interface Header extends Omit<GraphProgram, 'weights'> {
  readonly weights: readonly (Omit<ProgramWeight, 'values'> & { readonly quantization?: Quantization })[];
}

const BYTES_PER_NUMBER = { float32: 4, float16: 2, uint8: 1, uint16: 2 } as const;

/**
 * A program and its weights as one file, their numbers exactly as the graph's file has them: length of the header (32 bits,
 * little-endian), the header as JSON, then the weights by bytes: first all first bytes, then all second ones, and so on.
 * Signs and exponents, which resemble each other, so lie together and compress by a sixth; mantissas do not.
 */
export function packProgram(program: GraphProgram, stored: ReadonlyMap<string, StoredWeight>): Uint8Array {
  const weights = program.weights.map(({ values: _, ...weight }) => {
    const { quantization, bytes } = stored.get(weight.name)!;
    return { header: quantization ? { ...weight, quantization } : weight, bytes };
  });
  const header: Header = { ...program, weights: weights.map((weight) => weight.header) };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const size = weights.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const file = new Uint8Array(4 + text.length + size);
  new DataView(file.buffer).setUint32(0, text.length, true);
  file.set(text, 4);
  let at = 4 + text.length;
  for (const { plane, weight, width } of planes(header.weights)) {
    const { bytes } = weights[weight]!;
    for (let from = plane; from < bytes.length; from += width) file[at++] = bytes[from]!;
  }
  return file;
}

/** The program that `packProgram` made `file` of. */
export function unpackProgram(file: Uint8Array): GraphProgram {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
  const header: Header = JSON.parse(new TextDecoder().decode(file.subarray(4, 4 + length)));
  const bytes = header.weights.map((weight) => new Uint8Array(countOf(weight) * widthOf(weight)));
  let at = 4 + length;
  for (const { plane, weight, width } of planes(header.weights)) {
    const target = bytes[weight]!;
    for (let to = plane; to < target.length; to += width) target[to] = file[at++]!;
  }
  return {
    ...header,
    weights: header.weights.map((weight, index) => ({
      ...weight,
      values: numbersOf(bytes[index]!, weight.quantization),
    })),
  };
}

type HeaderWeight = Header['weights'][number];

const countOf = ({ shape }: HeaderWeight) => shape.reduce((product, side) => product * side, 1);
const widthOf = ({ quantization }: HeaderWeight) => BYTES_PER_NUMBER[quantization?.dtype ?? 'float32'];

/** The order of the bytes: the first ones of every weight, then the second ones of those that have such, … */
function* planes(weights: readonly HeaderWeight[]) {
  for (let plane = 0; plane < 4; plane++) {
    for (const [weight, each] of weights.entries()) {
      const width = widthOf(each);
      if (plane < width) yield { plane, weight, width };
    }
  }
}

function numbersOf({ buffer }: Uint8Array, quantization: Quantization | undefined): Float32Array {
  if (!quantization) return new Float32Array(buffer);
  const { dtype, scale = 1, min = 0 } = quantization;
  if (dtype === 'float16') return fromHalves(new Uint16Array(buffer));
  const steps = dtype === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer);
  const numbers = new Float32Array(steps.length);
  for (let index = 0; index < steps.length; index++) numbers[index] = steps[index]! * scale + min;
  return numbers;
}

/** What one step of the fraction is worth at each sign and exponent (IEEE 754 binary16). */
const FRACTION_STEPS = Float64Array.from(
  { length: 64 },
  (_, signed) => (signed >= 32 ? -1 : 1) * 2 ** (Math.max(signed & 31, 1) - 25),
);

/** The numbers that 16 bits each stand for; weights are finite. */
function fromHalves(halves: Uint16Array): Float32Array {
  const numbers = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index++) {
    const bits = halves[index]!;
    const fraction = bits & 1023;
    const isNormal = (bits & 0x7c00) !== 0;
    numbers[index] = (isNormal ? fraction + 1024 : fraction) * FRACTION_STEPS[bits >> 10]!;
  }
  return numbers;
}
