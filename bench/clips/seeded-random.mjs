import { createHash } from 'node:crypto';

/** Random numbers that are the same for the same seed. */
export function seededRandom(seed) {
  let count = 0;
  return (maxExclusive) => {
    count++;
    return createHash('sha256').update(`${seed} ${count}`).digest().readUInt32BE(0) % maxExclusive;
  };
}

/** By how much of an interval a frame comes early or late: frames do not come evenly. */
export const jitterOf = (random) => () => (random(2001) / 1000 - 1) * 0.5;
