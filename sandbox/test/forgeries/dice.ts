import { createHash } from 'node:crypto';

/** Random choices that are the same for the same seed. */
export interface Dice {
  /** A whole number from 0 up to, not including, `maxExclusive`. */
  int(maxExclusive: number): number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  /** `least` to `most`, or as much below zero. */
  eitherWay(least: number, most: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** `count` different ones, in the order in which they stood. */
  some<Item>(items: readonly Item[], count: number): Item[];
}

export function diceOf(seed: string): Dice {
  let rolls = 0;
  const int = (maxExclusive: number) =>
    createHash('sha256').update(`${seed} ${rolls++}`).digest().readUInt32BE(0) % maxExclusive;
  const between = (least: number, most: number) => least + int(most - least + 1);
  return {
    int,
    between,
    eitherWay: (least, most) => between(least, most) * (int(2) === 0 ? 1 : -1),
    pick: (items) => items[int(items.length)]!,
    some(items, count) {
      const chosen = new Set<number>();
      while (chosen.size < Math.min(count, items.length)) chosen.add(int(items.length));
      return items.filter((_, at) => chosen.has(at));
    },
  };
}
