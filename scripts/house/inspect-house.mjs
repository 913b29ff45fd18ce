import fs, { existsSync, readFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import config from '../../.dependency-cruiser.mjs';
import { measureFile } from './measure-files.mjs';

const PARTS = { library: 'src', sandbox: 'sandbox/src', kit: 'conformance' };

/**
 * What `npm run house` reports of the checkout at `root`. Over library, sandbox and conformance kit together: `circles` and `brokenArrows`
 * (listed in `circlePaths` and `brokenArrowPaths`), `files`, `filesOf20LinesOrFewer`, `largestFile`, `longestFunction`,
 * `longestImportChain` (in files, listed in `longestImportChainPath`). Of each alone `parts.library`, `parts.sandbox` and
 * `parts.kit`, of each room `rooms`; besides `scriptsLines`, `readmeWords` and `roomCircles`, the groups of rooms that reach one another
 * through whatever files (their number; listed in `roomCirclePaths`).
 *
 * @returns {Promise<{circles: number, brokenArrows: number, roomCircles: number, files: number, filesOf20LinesOrFewer: number,
 *   largestFile: {file: string, lines: number}, longestFunction: {name: string, file: string, lines: number},
 *   longestImportChain: number, scriptsLines: number, readmeWords: number, circlePaths: string[][],
 *   brokenArrowPaths: {from: string, to: string, rules: string[], why: string}[], roomCirclePaths: string[][],
 *   longestImportChainPath: string[], parts: Record<string, object>,
 *   rooms: Record<string, {files: number, lines: number}>}>}
 */
export async function inspectHouse(root) {
  const modules = await cruiseSources(root);
  const measures = modules.map(({ source }) => measureFile(root, source));
  const circlePaths = circlesOf(modules);
  const brokenArrowPaths = [...brokenArrowsOf(modules), ...strangeAddresses(measures)].sort((a, b) =>
    a.from.localeCompare(b.from),
  );
  const roomCirclePaths = roomCirclesOf(modules);
  const { files, filesOf20LinesOrFewer, longestImportChain, longestImportChainPath } = sizes(
    modules,
    measures,
  );
  return {
    circles: circlePaths.length,
    brokenArrows: brokenArrowPaths.length,
    roomCircles: roomCirclePaths.length,
    files,
    filesOf20LinesOrFewer,
    largestFile: largest(measures.map(({ path, lines }) => ({ file: path, lines }))),
    longestFunction: largest(
      measures.flatMap(({ path, functions }) => functions.map((one) => ({ ...one, file: path }))),
    ),
    longestImportChain,
    scriptsLines: linesOfScripts(root),
    readmeWords: wordsOfReadme(root),
    circlePaths,
    brokenArrowPaths,
    roomCirclePaths,
    longestImportChainPath,
    parts: Object.fromEntries(
      Object.entries(PARTS).map(([part, folder]) => {
        const within = ({ source, path = source }) => path.startsWith(`${folder}/`);
        return [part, sizes(modules.filter(within), measures.filter(within))];
      }),
    ),
    rooms: countRooms(measures),
  };
}

/** The modules of library and sandbox as dependency-cruiser sees them, with the rules that their arrows break. */
async function cruiseSources(root) {
  const folders = Object.values(PARTS).filter((folder) => existsSync(posix.join(root, folder)));
  const { forbidden, options } = config;
  const { output } = await cruise(folders, {
    ...options,
    ruleSet: { forbidden },
    validate: true,
    baseDir: resolve(root),
  });
  const isCode = ({ source }) => !source.endsWith('.json');
  return output.modules
    .filter(isCode)
    .filter(({ source }) => Object.values(PARTS).some((folder) => source.startsWith(`${folder}/`)));
}

/** One circle for each group of files that reach one another. */
function circlesOf(modules) {
  const groups = [];
  for (const { source, dependencies } of modules) {
    for (const { circular, cycle } of dependencies) {
      if (!circular) continue;
      const members = new Set([source, ...cycle.map(({ name }) => name)]);
      const met = groups.filter((group) => [...members].some((member) => group.has(member)));
      for (const group of met) {
        for (const member of group) members.add(member);
        groups.splice(groups.indexOf(group), 1);
      }
      groups.push(members);
    }
  }
  return groups.map((group) => [...group].sort());
}

/** The rooms that reach one another, a group each. */
function roomCirclesOf(modules) {
  const reached = new Map();
  for (const { source, dependencies } of modules) {
    const room = roomOf(source);
    if (!reached.has(room)) reached.set(room, new Set());
    for (const { resolved } of dependencies) {
      if (/^(?:(?:sandbox\/)?src|conformance)\//.test(resolved)) reached.get(room).add(roomOf(resolved));
    }
  }
  for (const via of reached.keys()) {
    for (const rooms of reached.values()) {
      if (rooms.has(via)) for (const room of reached.get(via)) rooms.add(room);
    }
  }
  const together = (one, other) =>
    one !== other && reached.get(one)?.has(other) && reached.get(other)?.has(one);
  const rooms = [...reached.keys()].sort();
  const groups = rooms.map((room) => rooms.filter((other) => other === room || together(room, other)));
  return groups.filter((group, index) => group.length > 1 && group[0] === rooms[index]);
}

/** `{from, to, rules, why}` of each import that breaks a rule. */
function brokenArrowsOf(modules) {
  const comments = new Map(config.forbidden.map(({ name, comment }) => [name, comment ?? name]));
  return modules.flatMap(({ source, dependencies }) =>
    dependencies.flatMap(({ resolved, rules = [] }) => {
      const broken = rules.map(({ name }) => name).filter((name) => name !== 'circle');
      const why = broken.map((name) => comments.get(name)).join(' ');
      return broken.length > 0 ? [{ from: source, to: resolved, rules: broken, why }] : [];
    }),
  );
}

/** A source that is named by its address, a worker, lies in the room of who names it. */
function strangeAddresses(measures) {
  const sources = new Set(measures.map(({ path }) => path));
  return measures.flatMap(({ path, addresses }) =>
    addresses
      .filter((to) => sources.has(to) && roomOf(to) !== roomOf(path))
      .map((to) => ({
        from: path,
        to,
        rules: ['an address leads into another room'],
        why: 'A file named by new URL() lies in the room of who names it.',
      })),
  );
}

function sizes(modules, measures) {
  const longestImportChainPath = longestChain(modules);
  return {
    files: measures.length,
    lines: measures.reduce((sum, { lines }) => sum + lines, 0),
    filesOf20LinesOrFewer: measures.filter(({ lines }) => lines <= 20).length,
    longestImportChain: longestImportChainPath.length,
    longestImportChainPath,
  };
}

/** The longest way from a file through what it imports; a file that is on the way already ends it. */
function longestChain(modules) {
  const graph = new Map(modules.map(({ source, dependencies }) => [source, dependencies]));
  const known = new Map();
  const chainFrom = (source, way) => {
    if (known.has(source)) return known.get(source);
    let longest = [];
    for (const { resolved } of graph.get(source)) {
      if (!graph.has(resolved) || way.has(resolved)) continue;
      const chain = chainFrom(resolved, new Set([...way, resolved]));
      if (chain.length > longest.length) longest = chain;
    }
    known.set(source, [source, ...longest]);
    return known.get(source);
  };
  return [...graph.keys()]
    .map((source) => chainFrom(source, new Set([source])))
    .reduce((longest, chain) => (chain.length > longest.length ? chain : longest), []);
}

const largest = (entries) =>
  entries.reduce((most, entry) => (entry.lines > most.lines ? entry : most), { lines: 0 });

function countRooms(measures) {
  const counts = {};
  for (const { path, lines } of measures) {
    const room = roomOf(path);
    counts[room] ??= { files: 0, lines: 0 };
    counts[room].files += 1;
    counts[room].lines += lines;
  }
  return counts;
}

function roomOf(path) {
  if (path.startsWith('conformance/')) return 'conformance';
  const [, sandbox, room = '(entries)'] = /^(sandbox\/)?src\/(?:([^/]+)\/)?/.exec(path);
  return sandbox ? `sandbox/${room}` : room;
}

function linesOfScripts(root) {
  const paths = fs.globSync(['scripts/**/*.{mjs,js,ts}'], { cwd: root });
  return paths.reduce(
    (sum, path) => sum + readFileSync(posix.join(root, path), 'utf8').split('\n').length - 1,
    0,
  );
}

function wordsOfReadme(root) {
  const readme = posix.join(root, 'README.md');
  return existsSync(readme) ? readFileSync(readme, 'utf8').split(/\s+/).filter(Boolean).length : 0;
}
