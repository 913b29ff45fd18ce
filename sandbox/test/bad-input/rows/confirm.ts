import assert from 'node:assert/strict';
import { registrationOf } from '../../support/log-in.ts';
import { type Fields, pageAfter } from '../forms.ts';
import { later } from '../later.ts';
import type { Row } from '../row.ts';
import { OWNER, RELATIVE, type World } from '../world.ts';
import { NEWCOMER } from './visits.ts';

const LOGIN = 'POST /confirm/:token/login';
const REGISTER = 'POST /confirm/:token/register';
const RESET = 'POST /confirm/:token/reset';
const ANSWER = 'POST /confirm/:token/answer';
/** Longer than a relative may read after logging in. */
const TICKET_MS = 16 * 60 * 1000;

const pathOf = (endpoint: string, token: string) => endpoint.split(' ')[1]!.replace(':token', token);

/** Forms of the page that a live link opens: it shows again what was typed. */
const opened = (
  endpoint: string,
  kind: string,
  status: 410 | 422,
  fields: Fields,
  writes: string[] = [],
): Row => ({
  endpoint,
  kind,
  status,
  code: 'page',
  writes,
  echoes: true,
  secrets: Object.values(fields).filter((value) => value !== undefined),
  async send(world) {
    const answer = await pageAfter(world, pathOf(endpoint, world.subjectToken), fields);
    assert.ok(!fields.password || !answer.body.includes(fields.password), 'the password was said again');
    return answer;
  },
});

/** The relative logs in at a live link; the page that follows holds a ticket for the answer. */
export async function ticketOf(world: World, token = world.subjectToken): Promise<string> {
  const { phone: account, password } = RELATIVE;
  const { body } = await pageAfter(world, pathOf(LOGIN, token), { account, password });
  const ticket = /name="ticket" value="([\w-]{43})"/.exec(body)?.[1];
  assert.ok(ticket, 'the relative was not asked');
  return ticket;
}

const answered = (
  kind: string,
  status: 410 | 422,
  fields: (ticket: string) => Fields,
  more: { token?: string; laterMs?: number } = {},
): Row => ({
  endpoint: ANSWER,
  kind,
  status,
  code: 'page',
  echoes: true,
  async send(world) {
    const ticket = await ticketOf(world);
    const path = pathOf(ANSWER, more.token ?? world.subjectToken);
    const answer = () => pageAfter(world, path, fields(ticket));
    return more.laterMs === undefined ? answer() : later(world, more.laterMs, answer);
  },
});

const agreed = (ticket?: string) => ({ ticket, answer: 'agreed', consent: 'yes' });
const TRIED = ['attempt_counters'];
const wrong = 'not the one at all';

/** The relative's own page with a link that is good. */
export const confirmRows: readonly Row[] = [
  opened(LOGIN, 'a good link, a wrong password', 422, { account: RELATIVE.phone, password: wrong }, TRIED),
  opened(
    LOGIN,
    'a good link, an account that is unknown',
    422,
    { account: '13600000000', password: wrong },
    TRIED,
  ),
  opened(
    LOGIN,
    'a good link, an account with a NUL',
    422,
    { account: '136\u00000000', password: wrong },
    TRIED,
  ),
  opened(LOGIN, 'a good link, an endless password', 410, {
    account: '13600000000',
    password: 'p'.repeat(5000),
  }),
  opened(LOGIN, 'a good link, no password', 410, { account: RELATIVE.phone }),
  opened(
    LOGIN,
    'a good link, an account that is not the relative of it',
    422,
    { account: OWNER.phone, password: OWNER.password },
    TRIED,
  ),
  opened(REGISTER, 'a good link, a name with a NUL', 422, { ...NEWCOMER, name: '林\u0000欣' }),
  opened(REGISTER, 'a good link, an endless name', 410, { ...NEWCOMER, name: '林'.repeat(201) }),
  opened(REGISTER, 'a good link, a number with a wrong check digit', 422, {
    ...NEWCOMER,
    idNumber: '448801199103158304',
  }),
  opened(REGISTER, 'a good link, a phone number that is none', 422, {
    ...NEWCOMER,
    phone: "13700'; drop table",
  }),
  opened(REGISTER, 'a good link, a short password', 422, { ...NEWCOMER, password: 'short 1' }),
  opened(REGISTER, 'a good link, somebody who is registered', 422, registrationOf(RELATIVE), TRIED),
  opened(REGISTER, 'a good link, no activation code', 422, { ...NEWCOMER, activationCode: '' }),
  opened(
    REGISTER,
    'a good link, an invented activation code',
    422,
    { ...NEWCOMER, activationCode: '1'.repeat(16) },
    TRIED,
  ),
  opened(RESET, 'a good link, a used activation code', 422, registrationOf(RELATIVE), TRIED),
  opened(RESET, 'a good link, no activation code', 422, { ...NEWCOMER, activationCode: '' }),
  opened(RESET, 'a good link, an endless number', 410, { ...NEWCOMER, idNumber: '1'.repeat(201) }),
  opened(ANSWER, 'a good link, nobody logged in', 410, { answer: 'agreed', consent: 'yes' }),
  opened(ANSWER, 'a good link, a ticket that is made up', 410, agreed('A'.repeat(43))),
  answered('a ticket of another link', 410, agreed, { token: 'A'.repeat(62) }),
  answered('an expired ticket', 410, agreed, { laterMs: TICKET_MS }),
  answered('an answer that is none', 410, (ticket) => ({ ...agreed(ticket), answer: 'maybe' })),
  answered('an agreement without the consent', 422, (ticket) => ({ ...agreed(ticket), consent: undefined })),
  answered('a consent that is none', 410, (ticket) => ({ ...agreed(ticket), consent: '\u0000' })),
];
