import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { findBrokenArrows } from './find-broken-arrows.mjs';
import { findCircles } from './find-circles.mjs';
import { readSources } from './read-sources.mjs';

/**
 * What `npm run house` reports of the checkout at `root`: `{circles, arrowsBroken}` as numbers with the lists
 * `circlePaths` and `brokenArrows`, `largestFile`, `longestFunction`, and `rooms: {name: {files, lines}}`.
 */
export function inspectHouse(root) {
  const sources = readSources(root);
  const { dependencies } = JSON.parse(readFileSync(posix.join(root, 'package.json'), 'utf8'));
  const circlePaths = findCircles(sources);
  const brokenArrows = findBrokenArrows(sources, Object.keys(dependencies));
  return {
    circles: circlePaths.length,
    arrowsBroken: brokenArrows.length,
    largestFile: largest(sources.map(({ path, lines }) => ({ file: path, lines }))),
    longestFunction: largest(
      sources.flatMap(({ path, functions }) => functions.map((one) => ({ ...one, file: path }))),
    ),
    rooms: countRooms(sources),
    circlePaths,
    brokenArrows,
  };
}

const largest = (entries) =>
  entries.reduce((most, entry) => (entry.lines > most.lines ? entry : most), { lines: 0 });

function countRooms(sources) {
  const counts = {};
  for (const { room = '(entries)', lines } of sources) {
    counts[room] ??= { files: 0, lines: 0 };
    counts[room].files += 1;
    counts[room].lines += lines;
  }
  return counts;
}
