import assert from 'node:assert/strict';
import { syntheticActivationCode } from '../../../src/registry/activation-code.ts';
import { UNKNOWN_PERSON } from '../../../src/registry/synthetic-citizens.ts';
import { ANNA, OTHER_OPERATOR } from '../../support/family.ts';
import { discoverProvider, openLogin, registrationOf } from '../../support/log-in.ts';
import type { Row } from '../row.ts';

/** Forms of the provider's page with the visit that belongs to them. */
function inVisit(
  kind: string,
  view: 'login' | 'register' | 'reset',
  fields: Record<string, string>,
  status: 400 | 422 = 422,
): Row {
  return {
    endpoint: `POST /oidc/interaction/:uid/${view}`,
    kind,
    status,
    code: 'page',
    writes: ['oidc_payloads', 'attempt_counters'],
    echoes: true,
    secrets: Object.values(fields),
    async send(world) {
      const { browse, form: at } = await openLogin(
        await discoverProvider(`${world.sandbox.backendUrl}/oidc`),
      );
      const response = await browse(`${at.origin}${at.pathname}/${view}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
      });
      const body = await response.text();
      assert.ok(!body.includes(fields.password!), 'the password was said again');
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    },
  };
}

/** Nobody; to be registered, were it not for one thing. */
export const NEWCOMER = {
  name: '林可欣',
  idNumber: '448801199103158303',
  activationCode: syntheticActivationCode('448801199103158303'),
  phone: '13700000003',
  password: 'a password of some length',
};
const { name: _, ...RESET } = registrationOf(OTHER_OPERATOR) as typeof NEWCOMER;
const wrong = 'not the one at all';

export const visitRows: readonly Row[] = [
  inVisit('a wrong password', 'login', { account: OTHER_OPERATOR.phone, password: wrong }),
  inVisit('an account that is unknown', 'login', { account: '13600000000', password: wrong }),
  inVisit('an account with a NUL', 'login', { account: '136\u00000000', password: wrong }),
  inVisit('an endless password', 'login', { account: '13600000000', password: 'p'.repeat(5000) }, 400),
  inVisit('a name with a NUL', 'register', { ...NEWCOMER, name: '林\u0000欣' }),
  inVisit('a name that turns the text around', 'register', { ...NEWCOMER, name: '林\u202e欣' }),
  inVisit('an endless name', 'register', { ...NEWCOMER, name: '林'.repeat(201) }, 400),
  inVisit('a number with a wrong check digit', 'register', { ...NEWCOMER, idNumber: '448801199103158304' }),
  inVisit('a phone number that is none', 'register', { ...NEWCOMER, phone: "13700'; drop table" }),
  inVisit('a short password', 'register', { ...NEWCOMER, password: 'short 1' }),
  inVisit('a common password', 'register', { ...NEWCOMER, password: 'qwertyuiop' }),
  inVisit('somebody who is registered', 'register', registrationOf(OTHER_OPERATOR)),
  inVisit('a used activation code', 'reset', RESET),
  inVisit('an invented activation code', 'reset', { ...RESET, activationCode: '1'.repeat(16) }),
  inVisit('an activation code with a NUL', 'reset', { ...RESET, activationCode: '123456781234567\u0000' }),
  inVisit('an endless activation code', 'reset', { ...RESET, activationCode: '1'.repeat(201) }, 400),
  inVisit('no number', 'reset', { ...RESET, idNumber: '' }),
  inVisit('somebody who has no account', 'reset', { ...RESET, ...NEWCOMER }),
  inVisit('no activation code', 'register', { ...NEWCOMER, activationCode: '' }),
  inVisit('an activation code of letters', 'register', { ...NEWCOMER, activationCode: 'A'.repeat(16) }),
  inVisit('an activation code with a NUL', 'register', {
    ...NEWCOMER,
    activationCode: '123456781234567\u0000',
  }),
  inVisit('an endless activation code', 'register', { ...NEWCOMER, activationCode: '1'.repeat(201) }, 400),
  inVisit('an invented activation code', 'register', { ...NEWCOMER, activationCode: '1'.repeat(16) }),
  inVisit('an activation code of somebody else', 'register', {
    ...NEWCOMER,
    activationCode: syntheticActivationCode(ANNA.id.number),
  }),
  inVisit('the name of somebody else', 'register', { ...NEWCOMER, name: ANNA.name }),
  inVisit('somebody in no registry', 'register', {
    ...NEWCOMER,
    name: UNKNOWN_PERSON.name,
    idNumber: UNKNOWN_PERSON.number,
  }),
];
