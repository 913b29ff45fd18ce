import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { afterConsent } from '../../src/locales/en/after-consent.ts';
import { untilConsent } from '../../src/locales/en/until-consent.ts';

/** What the first two groups of screens are drawn by, from src/element. */
const EARLY = ['screens/welcome.ts', 'screens/form.ts'];
/** Of these the early screens take what has no words of later ones. */
const SHARED = ['../parts/actions.ts'];

function filesOf(path: string, seen = new Set<string>()): Set<string> {
  const address = new URL(path, new URL('../../src/element/', import.meta.url));
  if (seen.has(address.pathname)) return seen;
  seen.add(address.pathname);
  const source = readFileSync(address, 'utf8');
  for (const [, next] of source.matchAll(/^import \{[^}]*\} from '(\.[^']+)';/gm)) {
    const from = new URL(next!, address);
    if (from.pathname.includes('/src/element/') && !SHARED.includes(next!)) filesOf(from.href, seen);
  }
  return seen;
}

const lateWords = (source: string): string[] =>
  Object.keys(afterConsent).filter((section) => new RegExp(`\\btext\\.${section}\\b`).test(source));

test('no screen up to the consents says what is loaded after them', () => {
  for (const entry of EARLY) {
    for (const file of filesOf(entry)) assert.deepEqual(lateWords(readFileSync(file, 'utf8')), [], file);
  }
});

test('a screen of the face check would be found', () => {
  const found = [...filesOf('views/live.ts')].flatMap((file) => lateWords(readFileSync(file, 'utf8')));
  assert.ok(found.length > 0);
});

test('the two parts share no section', () => {
  assert.deepEqual(
    Object.keys(afterConsent).filter((section) => section in untilConsent),
    [],
  );
});
