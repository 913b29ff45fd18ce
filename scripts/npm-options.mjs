// npm keeps every option that stands before `--` for itself: `npm start --port=1` never reaches the script.
// It leaves a trace, npm_config_port, by which this can be noticed and said.

const test = ['only', 'full'];
const start = [
  'port',
  'data-dir',
  'database-url',
  'reset',
  'origin',
  'redirect-uri',
  'issuer',
  'host',
  'trust-proxy',
  'https',
  'lan',
  'test-tenant',
  ...['portal-server-jwks', 'portal-server-redirect-uri', 'portal-server-service-uri'],
];

/** The options of each npm script; a test compares them with what its parser takes. */
export const optionsOf = {
  start,
  sandbox: [...start, 'break'],
  test,
  'test:full': test,
  walk: [
    ...[
      'person',
      'subject',
      'camera',
      'flipbook',
      'method',
      'relative',
      'phone',
      'browser',
      'no-popups',
      'database',
    ],
    ...['engine', 'reviewer', 'lang', 'out', 'json', 'desktop', 'elder', 'brief'],
    ...['sessions', 'framing-limit', 'isolation'],
  ],
  walks: ['only', 'json', 'list'],
  a11y: ['only', 'out', 'json'],
  'bad-input': ['json', 'quick'],
  frameworks: ['only', 'json', 'keep', 'list'],
  size: ['json'],
  screenshots: ['out', 'only', 'looks', 'goldens', 'json'],
  faults: ['only', 'json', 'shots', 'lang', 'desktop', 'list'],
  attacks: ['dir', 'media', 'only', 'sessions', 'engine', 'lang', 'json', 'list'],
  'bench:attacks': ['dir', 'people', 'traces', 'sessions', 'json', 'judged', 'state', 'for', 'at', 'only'],
  'bench:documents': ['seed', 'each', 'dir', 'json'],
  'bench:liveness': ['clips', 'sessions', 'rates', 'traces', 'pictures', 'state', 'only', 'json'],
  'bench:margins': ['clips', 'attacks', 'sessions', 'rates', 'traces', 'json', 'values', 'markdown'],
  'bench:prints': ['pictures', 'json'],
  'bench:face-match': ['dir', 'json'],
  'bench:speed': ['frames', 'colds', 'only', 'models', 'film', 'json'],
  forgeries: ['count', 'seed', 'kind', 'json', 'list'],
  fuzz: ['minutes', 'seed', 'json'],
  house: ['json'],
  build: ['if-needed'],
  staff: ['role', 'data-dir', 'database-url'],
  promises: ['json'],
  'rotate-keys': ['data-dir', 'revoke', 'json'],
  judge: ['port', 'host', 'secret-file'],
  'audit:verify': ['data-dir', 'database-url', 'json'],
  'conformance:coverage': ['json'],
  'conformance:mutants': ['only', 'at-once', 'json', 'list'],
  conformance: ['backend', 'adapter', 'profile', 'only', 'quick', 'json', 'junit', 'html', 'at-once'],
  example: ['backend', 'wait'],
};

/** The options of `script` that npm swallowed, as they were written, for example `['--port=1']`. */
export function swallowedOptions(script, environment = process.env) {
  const found = [];
  for (const name of optionsOf[script] ?? []) {
    const value = environment[`npm_config_${name.replaceAll('-', '_')}`];
    if (value !== undefined && value !== '')
      found.push(value === 'true' ? `--${name}` : `--${name}=${value}`);
  }
  return found;
}

/** Ends the process with one plain sentence when npm swallowed options of the npm script that is running. */
export function refuseSwallowedOptions(environment = process.env) {
  const script = (environment.npm_lifecycle_event ?? '').replace(/^pre/, '');
  const found = swallowedOptions(script, environment);
  if (found.length === 0) return;
  const command = ['start', 'test'].includes(script) ? `npm ${script}` : `npm run ${script}`;
  console.error(
    `npm kept ${found.join(' ')} for itself. Options come after a double dash: ${command} -- ${found.join(' ')}`,
  );
  process.exit(2);
}
