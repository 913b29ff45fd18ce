import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asksBirthdate,
  asksCountry,
  checkDetails,
  type DetailsRules,
} from '../../src/identity/check-details.ts';
import { type DetailsDraft, EMPTY_DETAILS } from '../../src/identity/details.ts';
import { ID_TYPES } from '../../src/protocol/common.ts';

const RULES: DetailsRules = {
  today: '2026-11-23',
  idTypes: ID_TYPES,
  relationships: [
    {
      code: 'parent',
      label: { 'zh-CN': '父母' },
      guardian_capable: false,
      age_difference: { min: 12 },
    },
    { code: 'other', label: { 'zh-CN': '其他' }, guardian_capable: false },
  ],
  relativesLeft: { parent: 2, other: 0 },
  operatorBirthYear: 1980,
};
const GRANNY: DetailsDraft = {
  ...EMPTY_DETAILS,
  name: '张伟',
  idType: 'resident_id_card',
  number: '11010519491231002x',
  relationship: 'parent',
};

test('right details make a subject as it goes on the wire', () => {
  assert.deepEqual(checkDetails(GRANNY, RULES), {
    errors: {},
    subject: {
      name: '张伟',
      id: { type: 'resident_id_card', country: 'CHN', number: '11010519491231002X' },
    },
    birthdate: '1949-12-31',
    nameRewritten: false,
  });
});

test('nothing entered names every field that is missing, and asks for no more', () => {
  assert.deepEqual(checkDetails(EMPTY_DETAILS, RULES).errors, {
    name: 'name_missing',
    idType: 'id_type_missing',
    number: 'number_missing',
    relationship: 'relationship_missing',
  });
});

test('a passport asks for country and birth date', () => {
  const draft: DetailsDraft = {
    ...GRANNY,
    idType: 'passport',
    number: 'L898902C3',
    name: 'Anna Eriksson',
  };
  assert.ok(asksBirthdate(draft) && asksCountry(draft));
  assert.deepEqual(checkDetails(draft, RULES).errors, {
    birthdate: 'birthdate_missing',
    country: 'country_missing',
  });
  const wrong = { ...draft, birthdate: '2030-01-01', country: 'ZZZ' };
  assert.deepEqual(checkDetails(wrong, RULES).errors, {
    birthdate: 'birthdate_invalid',
    country: 'country_invalid',
  });
  const right = { ...draft, birthdate: '1950-08-12', country: 'SWE' };
  assert.deepEqual(checkDetails(right, RULES).subject, {
    name: 'Anna Eriksson',
    id: { type: 'passport', country: 'SWE', number: 'L898902C3' },
    birthdate: '1950-08-12',
  });
});

test('the 2017 permanent resident card asks for a birth date, the 2023 one holds it', () => {
  const older = {
    ...GRANNY,
    idType: 'foreign_permanent_resident_card',
    number: 'CAN110050080305',
  } as const;
  assert.deepEqual(checkDetails(older, RULES).errors, { birthdate: 'birthdate_missing' });
  assert.equal(asksBirthdate({ ...older, number: '911124195008030028' }), false);
});

test('an entry left over from another document type does not get in the way', () => {
  const { errors, subject } = checkDetails({ ...GRANNY, birthdate: '1999-01-01', country: 'ZZZ' }, RULES);
  assert.deepEqual(errors, {});
  assert.equal(subject?.birthdate, undefined);
});

test('a relationship that is full or does not fit the ages is refused', () => {
  assert.equal(
    checkDetails({ ...GRANNY, relationship: 'other' }, RULES).errors.relationship,
    'relationship_full',
  );
  const young = {
    ...GRANNY,
    idType: 'passport',
    number: 'L898902C3',
    birthdate: '2000-01-01',
    country: 'SWE',
  };
  assert.equal(checkDetails(young as DetailsDraft, RULES).errors.relationship, 'relationship_implausible');
});

test('a document type that the backend does not take counts as not chosen', () => {
  const { errors } = checkDetails(GRANNY, { ...RULES, idTypes: ['passport'] });
  assert.equal(errors.idType, 'id_type_missing');
});

test('a rewritten name is told', () => {
  const { subject, nameRewritten } = checkDetails({ ...GRANNY, name: '阿卜杜拉•艾山' }, RULES);
  assert.ok(nameRewritten);
  assert.equal(subject?.name, '阿卜杜拉·艾山');
});
