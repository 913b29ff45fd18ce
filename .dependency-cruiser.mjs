// The house as rules for dependency-cruiser, made from the table of scripts/house-rules.mjs. `npm run house` reports them;
// `npx depcruise --config .dependency-cruiser.mjs src sandbox/src --output-type dot` draws them.

import { addresses, rooms } from './scripts/house-rules.mjs';

const BY_TYPE = ['type-only', 'type-import'];
/** A package that the importing workspace does not declare, or declares for its development alone. */
const UNDECLARED = ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'];
const DEVELOPMENT_ONLY = addresses.find(({ bundled }) => bundled);

const folderOf = (room) => {
  if (room === 'conformance') return room;
  return room.startsWith('sandbox') ? room.replace('sandbox', 'sandbox/src') : `src/${room}`;
};
const inRooms = (names) => `^(${names.map(folderOf).join('|')})/`;
const packagesOf = ({ packages }) =>
  `^(node_modules/)?(${packages.map((name) => name.replace('/*', '/[^/]+')).join('|')})(/|$)`;

const forbidden = [
  {
    name: 'circle',
    severity: 'error',
    comment: 'Files that import each other, by type as well, can only be understood together.',
    from: {},
    to: { circular: true },
  },
  ...Object.entries(rooms).flatMap(([room, allowed]) => arrowsOf(room, allowed)),
  {
    name: 'a room without a row',
    severity: 'error',
    comment: 'Every room has a row in scripts/house-rules.mjs.',
    from: { path: '^(src|sandbox/src)/[^/]+/', pathNot: inRooms(Object.keys(rooms)) },
    to: {},
  },
  {
    name: 'an entry is not for the rooms behind it',
    severity: 'error',
    from: { path: '^(src|sandbox/src)/[^/]+/' },
    to: { path: '^(src|sandbox/src)/[^/]+$' },
  },
  {
    name: 'the library stands alone',
    severity: 'error',
    comment: 'What is published imports nothing of the sandbox, the tests and the scripts.',
    from: { path: '^src/' },
    to: { dependencyTypes: ['local'], pathNot: '^src/' },
  },
  {
    name: 'the sandbox names the library',
    severity: 'error',
    comment:
      'From the sandbox and the kit the library is @family-auth/library/…, never a climb by ../../../src.',
    from: { path: '^(sandbox|conformance)/' },
    to: { path: '^src/', dependencyTypesNot: ['aliased-workspace'] },
  },
  {
    name: 'the library does not name itself',
    severity: 'error',
    comment:
      'The workspace @family-auth/library is never published: what ships imports its neighbours by path.',
    from: { path: '^src/' },
    to: { path: '^src/', dependencyTypes: ['aliased-workspace'] },
  },
  ...addresses.map((address) => ({
    name: `${address.packages[0]} has one address`,
    severity: 'error',
    comment: `It may be named only in ${address.rooms.join(', ')}.`,
    from: { path: '^(src|sandbox/src)/[^/]+/', pathNot: inRooms(address.rooms) },
    to: { path: packagesOf(address) },
  })),
  {
    name: 'a package is declared where it is used',
    severity: 'error',
    comment:
      'Users get only `dependencies` along with the package, and bring its peers; src/landmarks brings its own, bundled.',
    from: { path: '^(src|sandbox/src|conformance)/' },
    to: {
      dependencyTypes: UNDECLARED,
      dependencyTypesNot: ['npm', 'npm-peer', 'core', ...BY_TYPE],
      pathNot: packagesOf(DEVELOPMENT_ONLY),
    },
  },
];

function arrowsOf(room, allowed) {
  const byType = allowed
    .filter((name) => name.endsWith(' (type)'))
    .map((name) => name.replace(' (type)', ''));
  const byValue = allowed.filter((name) => !name.endsWith(' (type)'));
  const from = { path: inRooms([room]) };
  const elsewhere = '^(src|sandbox/src)/[^/]+/';
  return [
    {
      name: `what ${room} may import`,
      severity: 'error',
      comment: `It may import ${allowed.join(', ') || 'no other room'}.`,
      from,
      to: { path: elsewhere, pathNot: inRooms([room, ...byValue, ...byType]) },
    },
    ...(byType.length > 0
      ? [
          {
            name: `what ${room} may know by type`,
            severity: 'error',
            comment: `It may know ${byType.join(', ')} by \`import type\` only.`,
            from,
            to: { path: inRooms(byType), dependencyTypesNot: BY_TYPE },
          },
        ]
      : []),
  ];
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden,
  options: {
    parser: 'tsc',
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: ['node_modules', '^scripts/'] },
    // conformance/mutants starts broken sandboxes: it is the kit's test, not a part of it.
    exclude: { path: ['\\.d\\.ts$', '(^|/)rollup\\.[^/]+$', '^conformance/(?:mutants|dist)/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
