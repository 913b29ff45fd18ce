import { upperBound } from '../clips/bounds.mjs';

/**
 * How many comparisons of different people a machine that approves up to this distance would accept.
 *
 * @param {readonly {distance: number}[]} impostors
 * @param {number} line
 */
export function falseAcceptsAt(impostors, line) {
  const falseAccepts = impostors.filter(({ distance }) => distance <= line).length;
  return { line, falseAccepts, upperBound: upperBound(falseAccepts, impostors.length) };
}

/**
 * How many of the people themselves such a machine would leave to a person.
 *
 * @param {readonly {distance: number}[]} genuine
 * @param {number} line
 */
export const reviewsAt = (genuine, line) => ({
  people: genuine.filter(({ distance }) => distance > line).length,
  of: genuine.length,
});
