import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { deskScreens } from '../../stories/desk-screens.ts';
import { allPhases } from '../../stories/phases.ts';

const folder = new URL('../../stories/', import.meta.url);
const DESKS = 'desk.stories.ts';
const storiesIn = (files: readonly string[]) =>
  files.flatMap((name) =>
    [...readFileSync(new URL(name, folder), 'utf8').matchAll(/export const (\w+): Story/g)].map(
      ([, story]) => story,
    ),
  );
const storyFiles = readdirSync(folder).filter((name) => name.endsWith('.stories.ts'));

describe('the stories', () => {
  test('every literal phase has a story and every story a phase', () => {
    const stories = storiesIn(storyFiles.filter((name) => name !== DESKS));
    assert.deepEqual(stories.toSorted(), Object.keys(allPhases).toSorted());
  });

  test('every page of the desks has a story and every story of a desk a page', () => {
    assert.deepEqual(storiesIn([DESKS]).toSorted(), Object.keys(deskScreens).toSorted());
  });

  test('every kind of phase that the session can publish is drawn in a story', () => {
    const phaseSource = ['phase.ts', 'hand-off/hand-off-phase.ts']
      .map((name) => readFileSync(new URL(`../../src/session/${name}`, import.meta.url), 'utf8'))
      .join('\n');
    const kinds = new Set([...phaseSource.matchAll(/readonly kind: '(\w+)'/g)].map(([, kind]) => kind));
    const drawn = new Set<string>(Object.values(allPhases).map(({ kind }) => kind));
    assert.deepEqual(
      [...kinds].filter((kind) => !drawn.has(kind!)),
      [],
    );
  });

  test('nobody in them has a number of a real place', () => {
    for (const file of ['phases.ts', 'desk-screens.ts']) {
      const text = readFileSync(new URL(file, folder), 'utf8');
      for (const [number] of text.matchAll(/\b\d{17}[\dX]\b/g)) assert.match(number, /^990101/);
    }
  });
});
