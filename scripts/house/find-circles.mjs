/**
 * The import circles among `sources`, type imports included: each a list of paths that lead back to the first.
 * One circle for each group of files that reach one another (Tarjan's strongly connected components).
 */
export function findCircles(sources) {
  const graph = new Map(sources.map(({ path, imports }) => [path, imports.map(({ target }) => target)]));
  const state = { graph, index: new Map(), low: new Map(), stack: [], circles: [] };
  for (const path of graph.keys()) if (!state.index.has(path)) visit(path, state);
  return state.circles;
}

function visit(path, state) {
  const { graph, index, low, stack, circles } = state;
  index.set(path, index.size);
  low.set(path, index.get(path));
  stack.push(path);
  for (const target of graph.get(path) ?? []) {
    if (!graph.has(target)) continue;
    if (!index.has(target)) {
      visit(target, state);
      low.set(path, Math.min(low.get(path), low.get(target)));
    } else if (stack.includes(target)) {
      low.set(path, Math.min(low.get(path), index.get(target)));
    }
  }
  if (low.get(path) !== index.get(path)) return;
  const group = stack.splice(stack.indexOf(path));
  if (group.length > 1 || (graph.get(path) ?? []).includes(path)) circles.push(group);
}
