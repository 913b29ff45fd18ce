import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageRequirements, isPlausible, methodsFor } from '../../src/identity/age-rules.ts';
import { ageOn, dateInChina, isBirthdate } from '../../src/identity/dates.ts';

const RULES = [
  { under: 14, guardian_consent: true },
  { under: 16, capture: 'photo' as const },
  { capture: 'liveness' as const },
];

test('age lines are read from the top, and the line itself belongs to the elder side', () => {
  assert.deepEqual(ageRequirements(RULES, 13), { guardianUnder: 14, capture: 'photo' });
  assert.deepEqual(ageRequirements(RULES, 14), { guardianUnder: null, capture: 'photo' });
  assert.deepEqual(ageRequirements(RULES, 15), { guardianUnder: null, capture: 'photo' });
  assert.deepEqual(ageRequirements(RULES, 16), { guardianUnder: null, capture: 'liveness' });
  assert.deepEqual(ageRequirements([], 5), { guardianUnder: null, capture: 'liveness' });
});

test('the face method fits the age and the ways without a face stay', () => {
  const offered = ['face_liveness', 'portrait_photo', 'document_review'] as const;
  assert.deepEqual(methodsFor(offered, RULES, 70), ['face_liveness', 'document_review']);
  assert.deepEqual(methodsFor(offered, RULES, 15), ['portrait_photo', 'document_review']);
  assert.deepEqual(methodsFor(['face_liveness', 'document_review'], RULES, 15), ['document_review']);
});

test('who is under a guardian does not agree alone, by a log-in', () => {
  const offered = ['portrait_photo', 'subject_login', 'in_person'] as const;
  assert.deepEqual(methodsFor(offered, RULES, 13), ['portrait_photo', 'in_person']);
  assert.deepEqual(methodsFor(offered, RULES, 14), ['portrait_photo', 'subject_login', 'in_person']);
});

test('an age rises on the birthday, and for 29 February on 1 March of common years', () => {
  assert.equal(ageOn('2010-11-23', '2026-11-22'), 15);
  assert.equal(ageOn('2010-11-23', '2026-11-23'), 16);
  assert.equal(ageOn('2012-02-29', '2026-02-28'), 13);
  assert.equal(ageOn('2012-02-29', '2026-03-01'), 14);
});

test('the day turns at midnight in China', () => {
  assert.equal(dateInChina(Date.UTC(2026, 10, 23, 15, 59)), '2026-11-23');
  assert.equal(dateInChina(Date.UTC(2026, 10, 23, 16, 0)), '2026-11-24');
});

test('only days of the calendar from 1900 on are birth dates', () => {
  for (const date of ['2000-02-29', '1900-01-01']) assert.ok(isBirthdate(date), date);
  for (const date of ['1900-02-29', '1899-12-31', '2000-13-01', '2000-04-31', '2000-4-1', '']) {
    assert.ok(!isBirthdate(date), date);
  }
});

test('a relationship is plausible within the age difference the backend names, with a year of grace', () => {
  const parent = {
    code: 'parent',
    label: { 'zh-CN': '父母' },
    guardian_capable: false,
    age_difference: { min: 12, max: 80 },
  };
  assert.ok(isPlausible(parent, 1950, 1980));
  assert.ok(isPlausible(parent, 1969, 1980));
  assert.ok(!isPlausible(parent, 1970, 1980));
  assert.ok(!isPlausible(parent, 2000, 1980));
  assert.ok(isPlausible(parent, 2000, undefined));
  assert.ok(isPlausible({ ...parent, age_difference: undefined } as never, 2000, 1980));
});

test('a capture of a later version closes both face methods at its ages, and no other method', () => {
  const rules = [{ under: 16, capture: 'three_photos' }, { capture: 'liveness' }];
  const all = ['face_liveness', 'portrait_photo', 'document_review', 'in_person'] as const;
  assert.deepEqual(ageRequirements(rules, 15), { guardianUnder: null, capture: 'unknown' });
  assert.deepEqual(methodsFor(all, rules, 15), ['document_review', 'in_person']);
  assert.deepEqual(methodsFor(all, rules, 16), ['face_liveness', 'document_review', 'in_person']);
});
