// The house as data: which room may import which (README, "How it is built"), and the one address of each dependency.
// `name` allows everything, `name (type)` only `import type`. Every room may import from itself.

export const rooms = {
  base: [],
  identity: ['base', 'protocol (type)'],
  protocol: ['base'],
  camera: ['base'],
  landmarks: ['base', 'camera'],
  signals: ['base', 'landmarks', 'camera (type)'],
  challenge: ['base', 'protocol (type)', 'signals'],
  evidence: ['base', 'camera', 'signals', 'challenge'],
  seal: ['base', 'protocol', 'evidence'],
  login: ['base', 'protocol'],
  client: ['base', 'protocol', 'identity', 'seal', 'login'],
  session: [
    'base',
    'identity',
    'protocol',
    'camera',
    'landmarks',
    'signals',
    'challenge',
    'evidence',
    'seal',
    'login',
    'client',
  ],
  locales: ['base', 'identity (type)', 'protocol (type)', 'challenge (type)', 'client (type)'],
  element: ['base', 'identity', 'challenge (type)', 'session', 'locales'],
  testing: ['base', 'protocol', 'camera'],
  conformance: ['base', 'protocol', 'identity', 'evidence', 'seal', 'login', 'client', 'testing'],
  sandbox: ['base', 'protocol', 'identity', 'landmarks', 'signals', 'challenge', 'evidence', 'seal'],
};

/**
 * Packages (a trailing * stands for anything) and the only rooms that may name them. What is `bundled` is built into
 * dist/assets and need not be a dependency of those who install the library.
 */
export const addresses = [
  {
    packages: ['@tensorflow/*', '@tensorflow-models/*', '@mediapipe/*'],
    rooms: ['landmarks', 'sandbox'],
    bundled: true,
  },
  { packages: ['ky'], rooms: ['client'] },
  { packages: ['jose'], rooms: ['seal', 'login', 'sandbox'] },
  { packages: ['oauth4webapi'], rooms: ['login'] },
  { packages: ['lit'], rooms: ['element'] },
  { packages: ['zod'], rooms: ['protocol', 'sandbox'] },
  { packages: ['idb-keyval'], rooms: ['base'] },
];

/** Limits of HOUSE's habits: a file and a function that outgrow them want to be two. */
export const limits = { fileLines: 400, functionLines: 60 };
