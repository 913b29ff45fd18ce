/** Middle of the measured, or `null` without any. */
const medianOf = (values) => quantileOf(values, 0.5);

/** The value below which `share` of the measured lie (nearest rank), or `null` without any. */
export function quantileOf(values, share) {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/**
 * One pipeline's row.
 *
 * @param {{value: boolean, ms: number, longestTaskMs: number}[]} frames
 * @param {{ms: number, longestTaskMs: number, bytesLoaded: number}[]} colds
 */
export function summarize(frames, colds) {
  const ms = frames.map((frame) => frame.ms);
  return {
    medianMs: rounded(medianOf(ms)),
    p95Ms: rounded(quantileOf(ms, 0.95)),
    minMs: rounded(Math.min(...ms)),
    longestTaskMs: Math.max(...[...frames, ...colds].map(({ longestTaskMs }) => Math.round(longestTaskMs))),
    longestTaskColdMs: Math.max(...colds.map(({ longestTaskMs }) => Math.round(longestTaskMs))),
    firstFaceColdMs: Math.round(medianOf(colds.map((cold) => cold.ms))),
    bytesLoaded: medianOf(colds.map(({ bytesLoaded }) => bytesLoaded)),
    frames: frames.length,
    faces: frames.filter(({ value }) => value).length,
  };
}

/** How many times as fast as `other` each other pipeline is, by their medians and by their best frames. */
export function ratiosTo(other, pipelines) {
  if (!pipelines[other]) return null;
  return Object.fromEntries(
    Object.entries(pipelines)
      .filter(([name]) => name !== other)
      .map(([name, { medianMs, minMs }]) => [
        name,
        {
          median: rounded(pipelines[other].medianMs / medianMs, 2),
          min: rounded(pipelines[other].minMs / minMs, 2),
        },
      ]),
  );
}

const rounded = (value, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;
