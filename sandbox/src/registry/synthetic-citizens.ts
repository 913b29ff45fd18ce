import type { Citizen } from './citizen-registry.ts';

/** A citizen of the sandbox's registry; none of them exists. */
export interface SyntheticCitizen extends Citizen {
  /** Key of the rendered person whose picture is registered, in `src/testing/people`; `null`: no photo registered. */
  readonly person: string | null;
  /** What this one is there to show. */
  readonly shows: string;
}

const ALL_SERVICES = ['pension-qualification', 'insurance-record', 'card-loss-report'];
const ADULT = {
  idType: 'resident_id_card',
  cardStatus: 'active',
  services: ['insurance-record', 'card-loss-report'],
  guardian: null,
  syntheticFace: true,
} as const;

/**
 * The people of the sandbox. Their numbers begin with area codes that were never assigned: GB/T 2260 gives no
 * city code 88 to any province (a test compares them with the published lists), so nobody can have such a number. Nor
 * can anybody have such a phone: mobile numbers begin with 13 to 19.
 */
export const SYNTHETIC_CITIZENS: readonly SyntheticCitizen[] = [
  {
    ...ADULT,
    name: '安晓然',
    number: '118801198803128024',
    phone: '11888010001',
    birthdate: '1988-03-12',
    sex: 'female',
    person: 'anna',
    shows: 'approved by live face',
  },
  {
    ...ADULT,
    name: '贝远航',
    number: '318801198511078050',
    phone: '11888010002',
    birthdate: '1985-11-07',
    sex: 'male',
    person: 'ben',
    shows: 'approved by live face',
  },
  {
    ...ADULT,
    name: '柯若兰',
    number: '448801199506188064',
    phone: '11888010003',
    birthdate: '1995-06-18',
    sex: 'female',
    person: 'cora',
    shows: 'approved by live face',
  },
  {
    ...ADULT,
    name: '戴文博',
    number: '118801198209258096',
    phone: '11888010004',
    birthdate: '1982-09-25',
    sex: 'male',
    person: 'dev',
    shows: 'wears glasses, not on the photo: in the band that a person decides',
  },
  {
    ...ADULT,
    name: '范以恒',
    number: '318801199201308118',
    phone: '11888010005',
    birthdate: '1992-01-30',
    sex: 'male',
    person: 'finn',
    shows: 'as 安晓然: in the band that a person decides; as himself: approved',
  },
  {
    ...ADULT,
    name: '华静怡',
    number: '448801199004088127',
    phone: '11888010006',
    birthdate: '1990-04-08',
    sex: 'female',
    person: 'hua',
    shows: 'looks like 安晓然 to the descriptor: as 安晓然 in the band that a person decides',
  },
  {
    ...ADULT,
    name: '施素珍',
    number: '118801195302148146',
    phone: '11888010007',
    birthdate: '1953-02-14',
    sex: 'female',
    services: ALL_SERVICES,
    syntheticFace: false,
    person: null,
    shows: 'a pensioner without a registered photo: document review',
  },
  {
    ...ADULT,
    name: '莱拉·样例',
    number: '318801197807218169',
    phone: null,
    birthdate: '1978-07-21',
    sex: 'female',
    syntheticFace: false,
    person: null,
    shows:
      'a name with a separating dot; no phone on file, so that only documents or a counter bind her card',
  },
  {
    ...ADULT,
    name: '罗知行',
    number: '448801197010058195',
    phone: '11888010009',
    birthdate: '1970-10-05',
    sex: 'male',
    cardStatus: 'lost',
    syntheticFace: false,
    person: null,
    shows: 'card reported lost: rejected, card_not_available',
  },
  {
    ...ADULT,
    name: '安小满',
    number: '11880120190521821X',
    phone: null,
    guardian: { idType: 'resident_id_card', number: '118801198803128024', phone: '11888010001' },
    birthdate: '2019-05-21',
    sex: 'male',
    services: ['insurance-record'],
    syntheticFace: false,
    person: null,
    shows: 'under 14 until 20 May 2033: guardian consent, portrait photo; notices go to 安晓然, the guardian',
  },
  {
    ...ADULT,
    name: '柯小禾',
    number: '31880120120901822X',
    phone: '11888010011',
    birthdate: '2012-09-01',
    sex: 'female',
    services: ['insurance-record'],
    syntheticFace: false,
    person: null,
    shows: '14 or 15 from 1 September 2026 to 31 August 2028: portrait photo, no guardian consent',
  },
];

/** Well-formed, and in no registry: an application for this person ends with `identity_mismatch`. */
export const UNKNOWN_PERSON = { name: '吴无名', number: '448801197912248254' } as const;

const OPERATOR = {
  ...ADULT,
  syntheticFace: false,
  person: null,
  shows: 'an account to register with',
} as const;

/** People to register an account as at the sandbox's provider. */
export const SYNTHETIC_OPERATORS = [
  {
    ...OPERATOR,
    name: '安建国',
    number: '118801196004118277',
    phone: '11888030001',
    birthdate: '1960-04-11',
    sex: 'male',
  },
  {
    ...OPERATOR,
    name: '柯明远',
    number: '318801198808238297',
    phone: '11888030002',
    birthdate: '1988-08-23',
    sex: 'male',
  },
  {
    ...OPERATOR,
    name: '林可欣',
    number: '448801199103158303',
    phone: '11888030003',
    birthdate: '1991-03-15',
    sex: 'female',
  },
] as const satisfies readonly SyntheticCitizen[];
