// The pages of the site: where each is written in the repository, where it stands in the site, and in which group.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Page
 * @property {string} source path in the repository
 * @property {string} target path in the site, as Markdown
 * @property {string} group heading in the navigation; '' for the first page
 * @property {string} title its first heading
 */

const GROUPS = {
  Use: {
    'docs/start.md': 'start.md',
    'docs/embed.md': 'embed.md',
    'docs/guides/frameworks.md': 'guides/frameworks.md',
    'docs/guides/portal-without-server.md': 'guides/portal-without-server.md',
    'docs/server.md': 'server.md',
    'docs/guides/theming.md': 'guides/theming.md',
    'docs/guides/texts.md': 'guides/texts.md',
    'docs/guides/testing.md': 'guides/testing.md',
    'docs/guides/production.md': 'guides/production.md',
    'docs/guides/upgrading.md': 'guides/upgrading.md',
    'docs/guides/headless.md': 'guides/headless.md',
    'docs/client.md': 'client.md',
    'docs/accessibility.md': 'accessibility.md',
    'docs/faults.md': 'faults.md',
    'CHANGELOG.md': 'changelog.md',
  },
  'Serve and answer for': {
    'sandbox/README.md': 'sandbox/index.md',
    'sandbox/NPM.md': 'sandbox/npm.md',
    'sandbox/JUDGEMENT.md': 'sandbox/judgement.md',
    'docs/guides/judge.md': 'guides/judge.md',
    'sandbox/CITIZENS.md': 'sandbox/citizens.md',
    'docs/responsibilities.md': 'responsibilities.md',
    'docs/privacy.md': 'privacy.md',
    'SECURITY.md': 'security.md',
  },
  Protocol: Object.fromEntries(
    [
      'index',
      'discovery',
      'login',
      'http',
      'applications',
      'cryptography',
      'liveness',
      'trace',
      'portal-server',
      'frame',
      'hand-off',
      'states',
      'problems',
      'duties',
      'threats',
      'vectors',
      'test-tenant',
      'versions',
      'requirements',
    ].map((name) => [`docs/protocol/${name}.md`, `protocol/${name}.md`]),
  ),
  Measured: {
    'docs/attacks.md': 'attacks.md',
    'docs/liveness-card.md': 'liveness-card.md',
    'docs/margins.md': 'margins.md',
    'docs/documents.md': 'documents.md',
    'docs/liveness.md': 'liveness.md',
    'docs/peers.md': 'peers.md',
  },
  Change: {
    'docs/architecture.md': 'architecture.md',
    'docs/releases.md': 'releases.md',
    'CONTRIBUTING.md': 'contributing.md',
    'docs/glossary.md': 'glossary.md',
  },
};

const read = (source) => readFileSync(join(root, source), 'utf8');
const titleOf = (text) => /^# (.+)$/m.exec(text)[1].replaceAll('`', '');
const page = (group, source, target) => ({ source, target, group, title: titleOf(read(source)) });

/** @returns {Page[]} in the order of the navigation */
export function pages() {
  const errors = readdirSync(join(root, 'docs/errors'))
    .sort()
    .map((name) => page('Errors', `docs/errors/${name}`, `errors/${name}`));
  const first = errors.findIndex(({ target }) => target === 'errors/index.md');
  const grouped = Object.entries(GROUPS).flatMap(([group, of]) =>
    Object.entries(of).map(([source, target]) => page(group, source, target)),
  );
  return [page('', 'README.md', 'index.md'), ...grouped, ...errors.splice(first, 1), ...errors];
}

/**
 * The text of a page as it stands in the site. A link to another page goes there; a picture is told to `takePicture`, which answers
 * where it lies; what leads to a file of the code becomes plain text, for the site has no code.
 *
 * @param {Page} page
 * @param {readonly Page[]} all
 * @param {{takePicture?: (source: string) => string, text?: string}} [options] `text`: in the place of what is written there
 * @throws {Error} where a link leads to nothing in the repository.
 */
export function textOf({ source, target }, all, { takePicture = (path) => path, text = read(source) } = {}) {
  const targets = new Map(all.map((each) => [each.source, each.target]));
  const fromHere = (path) => {
    const relative = posix.relative(posix.dirname(target), path);
    return relative.startsWith('.') ? relative : `./${relative}`;
  };
  return outsideBlocks(text, (piece) =>
    piece.replace(
      /`[^`\n]*`|(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g,
      (whole, picture, words, address) => {
        if (address === undefined || /^[a-z]+:|^#/.test(address)) return whole;
        const [path, anchor] = address.split('#');
        const named = posix.join(posix.dirname(source), path);
        if (!existsSync(join(root, named)))
          throw new Error(`${source}: the link to ${address} leads nowhere`);
        if (picture) return `![${words}](${fromHere(takePicture(named))})`;
        const there = targets.get(named);
        return there ? `[${words}](${fromHere(there)}${anchor ? `#${anchor}` : ''})` : words;
      },
    ),
  );
}

/** Rewrites what is in no block of code. */
function outsideBlocks(text, rewrite) {
  return text
    .split(/(^ *```.*?^ *```$)/ms)
    .map((piece, index) => (index % 2 ? piece : rewrite(piece)))
    .join('');
}
