import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { optionsOf, swallowedOptions } from '../../scripts/npm-options.mjs';
import { root } from '../package/bundle-graph.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const asTyped = (script: string): string[] => scripts[script].split(' ').slice(1);
const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, npm_lifecycle_event: '', ...environment },
  });

/** Every file that loading these loads: they, and what they import at once. */
function loadedBy(paths: readonly string[], found = new Set<string>()): Set<string> {
  for (const path of paths.map((one) => resolve(root, one))) {
    if (found.has(path)) continue;
    found.add(path);
    const imported = readFileSync(path, 'utf8').matchAll(/^(?:import|export) [^;]*?from '(\.[^']+)';/gm);
    loadedBy(
      [...imported].map(([, address]) => resolve(dirname(path), address!)),
      found,
    );
  }
  return found;
}

/** Prints the names of the options that a command's parser takes, and ends it there. */
const TELL_OPTIONS = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  import util from 'node:util';
  util.parseArgs = ({ options }) => {
    writeSync(1, JSON.stringify(Object.keys(options)));
    process.exit(0);
  };
  syncBuiltinESMExports();`)}`;

describe('the commands of package.json', () => {
  for (const [script, names] of Object.entries<string[]>(optionsOf)) {
    test(`npm run ${script}: what npm swallows of its options is known`, () => {
      const { stdout, stderr } = run(['--import', TELL_OPTIONS, ...asTyped(script)]);
      const taken: string[] = JSON.parse(stdout || `"${stderr}"`);
      assert.deepEqual(names.toSorted(), taken.filter((name) => name !== 'help').toSorted());
    });
  }

  for (const [script, names] of Object.entries<string[]>(optionsOf)) {
    if (script === 'test:full') continue;
    test(`npm run ${script}: --help names every option, and a wrong one is answered with one line and exit code 2`, () => {
      const help = run([...asTyped(script), '--help']);
      assert.equal(help.status, 0, help.stderr);
      for (const name of names) assert.ok(help.stdout.includes(`--${name}`), name);
      const wrong = run([...asTyped(script), '--no-such-thing']);
      assert.equal(wrong.status, 2);
      assert.equal(wrong.stderr.trim().split('\n').length, 1, wrong.stderr);
      assert.equal(wrong.stdout, '');
    });
  }

  test('are not run with an option that npm kept for itself', () => {
    const { status, stdout, stderr } = run(asTyped('faults'), {
      npm_lifecycle_event: 'faults',
      npm_config_list: 'true',
    });
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    assert.equal(
      stderr,
      'npm kept --list for itself. Options come after a double dash: npm run faults -- --list\n',
    );
  });

  test('are loaded by an older Node, so that it can say that it is too old', () => {
    const commands = Object.values<string>(scripts).flatMap(
      (script) => /^node (\S+\.mjs)/.exec(script)?.[1] ?? [],
    );
    const tooNew = [...loadedBy(commands)].filter(
      (path) =>
        path.endsWith('.ts') ||
        /^import [^;]*\{[^}]*\bglobSync\b[^}]*\} from 'node:fs'/m.test(readFileSync(path, 'utf8')),
    );
    assert.deepEqual(tooNew, [], 'import TypeScript after readOptions(), and write fs.globSync');
  });
});

describe('options that npm kept for itself', () => {
  test('are noticed as they were written', () => {
    const environment = { npm_config_port: '1', npm_config_data_dir: '/x', npm_config_reset: 'true' };
    assert.deepEqual(swallowedOptions('start', environment), ['--port=1', '--data-dir=/x', '--reset']);
  });

  test('are not seen where npm has settings of its own', () => {
    assert.deepEqual(swallowedOptions('start', { npm_config_registry: 'x', npm_config_json: 'true' }), []);
  });
});
