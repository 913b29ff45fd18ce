// Node 24 comes with the packages (node_modules/.bin/node) and npm runs its scripts under it. If it is missing,
// npm silently takes the machine's own Node, which may be too old to run TypeScript: say so instead.

/** Lowest Node that runs the TypeScript sources directly. */
export const lowestNode = '22.18.0';

/** Whether `version` ("24.21.0", with or without a leading v) can run this project. */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [lowestMajor, lowestMinor] = lowestNode.split('.').map(Number);
  return major > lowestMajor || (major === lowestMajor && minor >= lowestMinor);
}

/** Ends the process with one plain sentence when this Node is too old. */
export function requireNode() {
  if (isNewEnough(process.versions.node)) return;
  console.error(
    `This runs under Node ${process.versions.node}, but needs ${lowestNode} or newer. ` +
      'Node 24 comes with the packages: start it through npm (npm start, npm test), ' +
      'or put node_modules/.bin first on your PATH.',
  );
  process.exit(1);
}
