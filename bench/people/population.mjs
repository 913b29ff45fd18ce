import { readFileSync } from 'node:fs';

const plan = JSON.parse(readFileSync(new URL('population.json', import.meta.url), 'utf8'));

/**
 * Everybody of population.json, one by one: which generator draws them, from which seed, and which half they belong to.
 *
 * @returns {{name: string, generator: 'plain' | 'harder', seed: number, half: 'tuning' | 'frozen'}[]}
 */
export function readPopulation() {
  return plan.people.flatMap(({ name, generator, seeds: [first, last], half }) => {
    const [, prefix, from, to] = /^([a-z])(\d\d)-\1(\d\d)$/.exec(name) ?? [];
    if (!prefix || Number(to) - Number(from) !== last - first)
      throw new Error(`population.json: ${name} does not fit its seeds`);
    return Array.from({ length: last - first + 1 }, (_, i) => {
      return {
        name: `${prefix}${String(Number(from) + i).padStart(2, '0')}`,
        generator,
        seed: first + i,
        half,
      };
    });
  });
}
