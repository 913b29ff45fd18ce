import { createHash } from 'node:crypto';

/** The count, or the whole where it is more. */
export const atMost = (count, of) => Math.min(count, of);

/**
 * The largest share that would show so few of so many in one of twenty tries: Clopper and Pearson's upper limit, one-sided,
 * 95 %. None of n is about 3 / n.
 */
export function upperBound(count, of) {
  if (count >= of) return 1;
  let [low, high] = [count / of, 1];
  for (let halvings = 0; halvings < 60; halvings++) {
    const share = (low + high) / 2;
    if (chanceOfAtMost(count, of, share) > 0.05) low = share;
    else high = share;
  }
  return high;
}

/** Of so few or fewer, each with this chance. Summed by logarithms, for the terms are small. */
function chanceOfAtMost(count, of, share) {
  let [sum, logTerm] = [0, of * Math.log1p(-share)];
  for (let k = 0; k <= count; k++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((of - k) / (k + 1)) + Math.log(share) - Math.log1p(-share);
  }
  return sum;
}

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
