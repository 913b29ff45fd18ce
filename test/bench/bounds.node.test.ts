import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upperBound } from '../../bench/clips/statistics.mjs';

test('the upper bound of a share is that of Clopper and Pearson', () => {
  const percent = (count: number, of: number) => (100 * upperBound(count, of)).toFixed(2);
  assert.deepEqual(
    [percent(0, 150), percent(0, 300), percent(1, 300), percent(10, 200), percent(0, 1), percent(7, 7)],
    ['1.98', '0.99', '1.57', '8.33', '95.00', '100.00'],
  );
});
