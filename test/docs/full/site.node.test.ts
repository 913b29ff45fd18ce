import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, test } from 'node:test';
import { pages } from '../../../docs/pages.mjs';
import { ENTRIES, publicNames } from '../../package/public-docs.ts';
import { root } from '../pages.ts';

const site = join(root, 'docs/dist/site');
const build = () =>
  spawnSync(process.execPath, ['docs/site.mjs'], { cwd: root, encoding: 'utf8', timeout: 300_000 });

/** The file that a web server answers with. */
function answered(path: string): string | undefined {
  const found = [path, `${path}.html`, join(path, 'index.html')].map((each) => join(site, each));
  return found.find((each) => existsSync(each) && statSync(each).isFile());
}

describe('the documents as a site', () => {
  test('are built, each page with a Markdown twin, and no link leads nowhere', (t) => {
    const { status, stdout, stderr } = build();
    if (stderr.includes('VitePress could not be installed')) return t.skip(stderr.trim());
    assert.equal(status, 0, stdout + stderr);
    for (const { target } of pages()) {
      assert.ok(answered(`/${target.replace(/\.md$/, '')}`), `${target} has no page`);
      assert.ok(answered(`/${target}`), `${target} has no twin`);
      assert.deepEqual(deadIn(target), [], target);
    }
  });

  test('have a reference of every name that is exported', (t) => {
    if (!existsSync(site)) return t.skip('the site was not built');
    const written = globSync('api/**/*.html', { cwd: site }).join('\n');
    const lost = publicNames(
      Object.values(ENTRIES).filter((entry) => entry !== ENTRIES['family-auth/define']),
    )
      .map(({ name }) => name)
      .filter((name) => !written.includes(`.${name}.html`));
    assert.deepEqual(lost, []);
  });

  test('are listed in llms.txt', (t) => {
    if (!existsSync(site)) return t.skip('the site was not built');
    const listed = [...readFileSync(join(site, 'llms.txt'), 'utf8').matchAll(/\]\(\/(\S+)\)/g)].map(
      ([, path]) => path!,
    );
    const expected = pages().map(({ target }) => target);
    assert.deepEqual(['index.md', ...listed].sort(), [...expected].sort());
  });
});

/** What a page or its twin links to in the site and a server would not find. */
function deadIn(target: string): string[] {
  const html = readFileSync(answered(`/${target.replace(/\.md$/, '')}`)!, 'utf8');
  const text = readFileSync(answered(`/${target}`)!, 'utf8')
    .replace(/^ *```.*?^ *```$/gms, '')
    .replace(/`[^`\n]*`/g, '');
  const ofPage = [...html.matchAll(/(?:href|src)="([^"#?]+)/g)].map(([, address]) => address!);
  const ofTwin = [...text.matchAll(/\]\(([^)\s#]+)/g)].map(([, address]) => address!);
  return [...ofPage, ...ofTwin]
    .filter((address) => !/^[a-z]+:|^\/\//.test(address))
    .map((address) => posix.resolve('/', dirname(target), address))
    .filter((path) => answered(path) === undefined);
}
