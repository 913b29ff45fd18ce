import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { byGroup, tellGroups } from '../../bench/face-match/by-group.mjs';

const LINES = [0.3, 0.5];
const person = (name: string, ...groups: string[]) => ({ name, groups });
const distances = (kind: string, table: Readonly<Record<string, number>>) =>
  Object.entries(table).map(([pair, distance]) => {
    const [photoOf = '', before = ''] = pair.split(' ');
    return { kind, photoOf, before, distance };
  });

describe('who is taken for whom by group', () => {
  const people = [person('a', 'older'), person('b', 'older', 'glasses'), person('c', 'glasses'), person('d')];
  const comparisons = [
    ...distances('idPhoto', { 'a a': 0.2, 'b b': 0.4, 'c c': 0.2, 'd d': 0.9 }),
    ...distances('ownClip', { 'a b': 0.3, 'b a': 0.45, 'a c': 0.6, 'b c': 0.48, 'a d': 0.1 }),
  ];

  test('counts within a group where both are of it, and otherwise where one is not', () => {
    const [glasses, older] = byGroup(people, comparisons, LINES)!;
    assert.deepEqual(
      older?.within.lines.map(({ falseAccepts, share }) => [falseAccepts, share]),
      [
        [1, 0.5],
        [2, 1],
      ],
    );
    assert.deepEqual([older?.group, older?.people, older?.within.comparisons], ['older', 2, 2]);
    assert.deepEqual([older?.others.comparisons, older?.others.lines[1]?.falseAccepts], [2, 1]);
    assert.deepEqual([glasses?.within.comparisons, glasses?.others.comparisons], [1, 3]);
  });

  test('says how many of a group are beyond the first line from their own photo', () => {
    const [glasses, older] = byGroup(people, comparisons, LINES)!;
    assert.deepEqual(older?.beyond, { idPhoto: { people: 1, of: 2 }, ownClip: { people: 0, of: 0 } });
    assert.deepEqual(glasses?.beyond.idPhoto, { people: 1, of: 2 });
  });

  test('leaves out a group of one person, and is skipped with a reason where none is known', () => {
    assert.deepEqual(byGroup([person('a', 'older'), person('b', 'young')], comparisons, LINES), []);
    assert.equal(byGroup([person('a'), person('d')], comparisons, LINES), null);
    assert.match(tellGroups(null).join('\n'), /^by group: skipped, for .*gt\.json/);
  });
});
