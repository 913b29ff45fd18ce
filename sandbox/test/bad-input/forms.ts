import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { staffEntry } from '../support/staff.ts';
import type { Answer, Sent } from './wire.ts';
import type { World } from './world.ts';

export const FORM = 'application/x-www-form-urlencoded';

export type Fields = Readonly<Record<string, string | undefined>>;
export const formOf = (fields: Fields): string =>
  new URLSearchParams(
    Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined),
  ).toString();

/** A form as a browser sends it. */
export const formTo = (path: string, body: string, type: string | undefined = FORM): Sent => ({
  method: 'POST',
  path,
  headers: { 'accept-language': 'en', 'content-type': type, 'content-length': Buffer.byteLength(body) },
  body,
});

export const postForm = (world: Pick<World, 'send'>, path: string, fields: Fields): Promise<Answer> =>
  world.send(formTo(path, formOf(fields)));

/** Sends a form and looks at the page that it leads to, as a browser does. */
export async function pageAfter(world: Pick<World, 'send'>, path: string, fields: Fields): Promise<Answer> {
  const answer = await postForm(world, path, fields);
  if (answer.status !== 303) return answer;
  return world.send({ method: 'GET', path: answer.headers.location!, headers: { 'accept-language': 'en' } });
}

export type Desk = '/review' | '/desk' | '/audit';
const ROLES = { '/review': 'reviewer', '/desk': 'clerk', '/audit': 'auditor' } as const;

/** Somebody at a desk who is logged in: the cookie, and the token of their forms. */
export interface Seat {
  readonly cookie: string;
  readonly csrf: string;
}

/** Logs in a new account at a desk. */
export async function takeSeat(world: Pick<World, 'sandbox' | 'send'>, desk: Desk): Promise<Seat> {
  const account = await world.sandbox.addStaff(`x${randomBytes(6).toString('hex')}`, [ROLES[desk]]);
  const login = await postForm(world, `${desk}/login`, staffEntry(account));
  assert.equal(login.status, 303, 'nobody was logged in');
  const cookie = (login.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
  assert.match(cookie, /^family_auth_staff=[\w-]{43}/, 'the log-in gave no cookie');
  const { body } = await world.send({ method: 'GET', path: `${desk}/`, headers: { cookie } });
  const csrf = /name="csrf" value="([\w-]{43})"/.exec(body)?.[1];
  assert.ok(csrf, 'the page has no form of this session');
  return { cookie, csrf };
}
