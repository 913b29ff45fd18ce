import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concatBytes } from '../../src/base/bytes.ts';
import type { Trace, TraceRecord } from '../../src/challenge/trace.ts';
import { EvidenceError } from '../../src/evidence/evidence.ts';
import { createTraceEncoder, decodeTrace, encodeTrace } from '../../src/evidence/trace-codec.ts';
import type { TraceFace } from '../../src/signals/trace-frame.ts';
import { MOUTH_LANDMARKS, TRACE_LANDMARKS } from '../../src/signals/trace-landmarks.ts';
import { readTrace } from '../challenge/read-trace.ts';

const frames = readTrace('anna').slice(0, 60);
const records: TraceRecord[] = [
  { kind: 'reveal', step: 0, timestampMs: 0 },
  ...frames.slice(1, 20),
  { kind: 'none', timestampMs: 660 },
  { kind: 'many', timestampMs: 664 },
  { kind: 'reveal', step: 3, timestampMs: 664 },
  ...frames.slice(21),
];
const trace: Trace = { width: 640, height: 480, records };
const bytes = encodeTrace(trace);

const refused = (altered: Uint8Array) =>
  assert.throws(
    () => decodeTrace(altered),
    (error) => error instanceof EvidenceError && error.code === 'trace_malformed',
  );

const face = (value: number, lids: TraceFace['lids'] = null): TraceRecord => ({
  kind: 'face',
  timestampMs: 5,
  frameWidth: 640,
  frameHeight: 480,
  points: new Int16Array(TRACE_LANDMARKS.length * 3).fill(value),
  mouth: null,
  light: { mean: 255, left: 0, right: 128 },
  lids,
});

/** As versions before the mouth wrote it: without the flag at the end of each face. */
const asVersion = (version: number, { width, height, records }: Trace): Uint8Array => {
  const encoder = createTraceEncoder(width, height);
  const parts = records.map((record) => encoder.append(record).subarray(0, -1));
  return concatBytes(encoder.header.with(4, version), ...parts);
};

describe('a trace as bytes', () => {
  it('comes back as it was', () => {
    assert.deepEqual(decodeTrace(bytes).trace, trace);
  });

  it('comes back at the ends of the number range', () => {
    for (const value of [-32768, -1, 0, 32767]) {
      const extreme = {
        width: 65535,
        height: 1,
        records: [
          { ...face(value), frameWidth: 65535, frameHeight: 1, mouth: new Int16Array(15).fill(value) },
        ],
      };
      assert.deepEqual(decodeTrace(encodeTrace(extreme as Trace)).trace, extreme);
    }
  });

  it('keeps how far the lids are open, or that it was not measured', () => {
    for (const lids of [null, { left: 0, right: 65535 }, { left: 331, right: 127 }]) {
      const kept = { width: 640, height: 480, records: [face(7, lids)] };
      assert.deepEqual(decodeTrace(encodeTrace(kept)).trace, kept);
    }
  });

  it('keeps what was learned of the lids', () => {
    const learned = { left: 65535, right: 0 };
    const kept = { width: 640, height: 480, records: [face(7, { left: 331, right: 127, learned }), face(7)] };
    assert.deepEqual(decodeTrace(encodeTrace(kept)).trace, kept);
  });

  it('is read as version 2 wrote it, which knew nothing learned', () => {
    const kept = { width: 640, height: 480, records: [face(7, { left: 331, right: 127 }), face(8)] };
    assert.deepEqual(decodeTrace(asVersion(2, kept)).trace, kept);
    const learned = { left: 1000, right: 900 };
    const newer = { ...kept, records: [face(7, { left: 331, right: 127, learned })] };
    refused(asVersion(2, newer));
    assert.deepEqual(decodeTrace(asVersion(3, newer)).trace, newer);
  });

  it('keeps the mouth, in which frames it was measured, and what it differs by', () => {
    const mouth = (value: number) => new Int16Array(MOUTH_LANDMARKS.length * 3).fill(value);
    const faces = [null, mouth(40), null, mouth(41)].map(
      (each) => ({ ...face(7), mouth: each }) as TraceRecord,
    );
    const kept = { width: 640, height: 480, records: faces };
    assert.deepEqual(decodeTrace(encodeTrace(kept)).trace, kept);
    const flagAt = encodeTrace({ ...kept, records: faces.slice(0, 1) }).length - 1;
    refused(encodeTrace(kept).with(flagAt, 2));
  });

  it('has one encoding', () => {
    assert.deepEqual(encodeTrace(decodeTrace(bytes).trace), bytes);
  });

  it('takes about 190 bytes a frame', () => {
    assert.ok(bytes.length / frames.length < 220, `${bytes.length / frames.length}`);
  });

  it('is the header and the records one after the other, and knows where each ends', () => {
    const encoder = createTraceEncoder(640, 480);
    const parts = records.map((record) => encoder.append(record));
    assert.deepEqual(concatBytes(encoder.header, ...parts), bytes);
    let end = encoder.header.length;
    const ends = parts.map((part) => {
      end += part.length;
      return end;
    });
    assert.deepEqual(decodeTrace(bytes).ends, ends);
  });

  it('does not take time that goes back, a fraction of a millisecond, or another frame size', () => {
    const encoder = createTraceEncoder(640, 480);
    encoder.append({ kind: 'none', timestampMs: 100 });
    assert.throws(() => encoder.append({ kind: 'none', timestampMs: 99 }), RangeError);
    assert.throws(() => encoder.append({ kind: 'none', timestampMs: 100.5 }), RangeError);
    assert.throws(() => createTraceEncoder(320, 240).append(face(1)), RangeError);
  });
});

describe('bytes that are no trace', () => {
  it('are refused at whatever place they are cut, unless between records', () => {
    const ends = new Set([10, ...decodeTrace(bytes).ends]);
    for (let length = 0; length < 3000; length++) {
      if (!ends.has(length)) refused(bytes.subarray(0, length));
    }
  });

  it('are refused with another magic, version or number of points, or no size', () => {
    for (const [offset, value] of [
      [0, 0x46 + 1],
      [4, 1],
      [4, 5],
      [5, 54],
    ] as const) {
      const altered = bytes.slice();
      altered[offset] = value;
      refused(altered);
    }
    refused(new Uint8Array([...bytes.subarray(0, 6), 0, 0, 1, 224]));
  });

  it('are refused with lids that are neither measured nor not, or further open than 16 bits can say', () => {
    const first = encodeTrace({ width: 640, height: 480, records: [face(1, { left: 65535, right: 0 })] });
    const flagAt = 10 + 1 + 1 + 3;
    assert.equal(first[flagAt], 1);
    refused(first.with(flagAt, 3));
    refused(first.with(flagAt + 3, 4));
  });

  it('are refused with a record of an unknown kind', () => {
    refused(concatBytes(bytes, new Uint8Array([4, 0])));
  });

  it('are refused with a number that is too long or not in its shortest form', () => {
    refused(concatBytes(bytes, new Uint8Array([0, 0x80, 0])));
    refused(concatBytes(bytes, new Uint8Array([0, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])));
    refused(concatBytes(bytes, new Uint8Array([0, 0xff, 0xff, 0xff, 0xff, 0x7f])));
  });

  it('are refused when time or a coordinate leaves its range', () => {
    refused(
      concatBytes(bytes, new Uint8Array([0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0xff, 0xff, 0xff, 0xff, 0x0f])),
    );
    const header = bytes.subarray(0, 10);
    const tooFar = new Uint8Array([
      2,
      0,
      1,
      1,
      1,
      0x80,
      0x80,
      0x04,
      ...new Uint8Array(TRACE_LANDMARKS.length * 3 - 1),
    ]);
    refused(concatBytes(header, tooFar));
  });

  it('are refused with more records than any check has', () => {
    refused(concatBytes(bytes, new Uint8Array(60_000)));
  });

  it('never hang or run out of memory, whatever byte is changed', () => {
    for (let offset = 0; offset < 2000; offset++) {
      const altered = bytes.slice();
      altered[offset] = (altered[offset]! * 31 + 7) & 0xff;
      try {
        decodeTrace(altered);
      } catch (error) {
        assert.ok(error instanceof EvidenceError);
      }
    }
  });
});
