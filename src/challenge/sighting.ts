/** Where a moving head was seen, on the axis of its movement. */
export interface Sighting {
  readonly timestampMs: number;
  readonly degrees: number;
}

/**
 * How fast the head moved between two frames that follow one another.
 *
 * @param minIntervalMs frames that arrive closer together were not taken so: cameras hand them over in bursts, and a browser's
 * clock is that of the arrival
 */
export const degreesPerSecond = (from: Sighting, to: Sighting, minIntervalMs: number): number =>
  (1000 * Math.abs(to.degrees - from.degrees)) / Math.max(minIntervalMs, to.timestampMs - from.timestampMs);

export const furthestDegrees = (path: readonly Sighting[]): number =>
  path.reduce((most, { degrees }) => Math.max(most, degrees), 0);

/**
 * How much of a way the head made by starting and stopping dead: all of it where it stands still but for jumps, however
 * many; next to nothing where it gathers speed and loses it. A late frame makes no jump: the speed stays the same.
 */
export function suddenDegrees(way: readonly Sighting[], freeDegrees: number): number {
  let sum = 0;
  for (let index = 2; index < way.length; index++) {
    const [before, at, after] = [way[index - 2]!, way[index - 1]!, way[index]!];
    const intervalMs = (after.timestampMs - before.timestampMs) / 2;
    const change = Math.abs(speed(at, after) - speed(before, at)) * intervalMs;
    sum += Math.max(0, change - freeDegrees);
  }
  return sum / 2;
}

const speed = (from: Sighting, to: Sighting): number =>
  (to.degrees - from.degrees) / (to.timestampMs - from.timestampMs);
