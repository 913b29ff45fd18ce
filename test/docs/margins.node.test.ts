import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LINES, lineAt } from '../../bench/margins/lines.mjs';
import { ruleCells } from '../../bench/margins/table.mjs';
import { POLICIES } from '../../src/challenge/policy.ts';
import { read } from './pages.ts';

test('docs/margins.md has a row for every line of the policy, where the policy has it', () => {
  const written = read('docs/margins.md')
    .split('\n')
    .filter((row) => row.startsWith('| `'))
    .map((row) => row.split(' | ').slice(0, 3).join(' | ').slice('| '.length));
  const inForce = LINES.map((line) => {
    const { threshold, what, bound } = line;
    return ruleCells({ threshold, measured: what, bound, line: lineAt(line, POLICIES.standard) }).join(' | ');
  });
  assert.deepEqual(written, inForce);
});
