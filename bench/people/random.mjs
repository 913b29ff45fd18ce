/**
 * Numbers that look like chance and are the same for the same seed (mulberry32, public domain): `next` lies in [0, 1).
 *
 * @param {number} seed a whole number
 */
export function randomOf(seed) {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low, high) => low + (high - low) * next();
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick: (values) => values[Math.floor(next() * values.length)],
    sign: () => (next() < 0.5 ? -1 : 1),
    /** Normally distributed, mean 0, standard deviation 1 (Box and Muller). */
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
