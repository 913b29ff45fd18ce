import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
    const named = globSync(['scripts/**/*.mjs', 'bench/**/*.mjs', 'test/e2e/**/*.mjs'], { cwd: root }).filter(
      (path) =>
        /import \{[^}]*\bglobSync\b[^}]*\} from 'node:fs'/.test(readFileSync(join(root, path), 'utf8')),
    );
    assert.deepEqual(named, [], 'glob.mjs has globSync');
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
