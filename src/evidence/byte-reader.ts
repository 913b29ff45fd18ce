import { EvidenceError } from './evidence-error.ts';

const malformed = (why: string) => new EvidenceError('trace_malformed', why);

/** Reads bytes from front to back and never past the end. */
export class ByteReader {
  #offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#offset;
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  uint8(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw malformed('The trace ends in the middle of a record.');
    this.#offset++;
    return byte;
  }

  uint16(): number {
    return this.uint8() * 256 + this.uint8();
  }

  /** Unsigned LEB128 of at most 32 bits, in its shortest form only. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.uint8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte & 0x80) continue;
      if (byte === 0 && shift > 0) throw malformed('A number is not in its shortest form.');
      if (value > 0xffffffff) break;
      return value;
    }
    throw malformed('A number has more than 32 bits.');
  }

  /** Zigzag-coded signed number. */
  signedVarint(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

/** Appends an unsigned LEB128. */
export function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

export const pushSignedVarint = (bytes: number[], value: number): void =>
  pushVarint(bytes, value >= 0 ? value * 2 : -value * 2 - 1);
