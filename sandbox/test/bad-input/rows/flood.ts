import { API_ENDPOINTS } from '../endpoints.ts';
import type { Row } from '../row.ts';
import { OPEN_PAGES } from './open-pages.ts';
import { PAGE_ENDPOINTS } from './pages.ts';
import { PROVIDER_PATHS } from './provider.ts';

/** Requests a minute from one address, in the world of these rows. */
export const FLOOD_LIMIT = 2;

const endpoints = [
  ...Object.keys(API_ENDPOINTS),
  ...Object.keys(PAGE_ENDPOINTS),
  ...OPEN_PAGES,
  ...Object.values(PROVIDER_PATHS),
  'GET /oidc/auth/:uid',
  'GET /oidc/.well-known/openid-configuration',
];

/** The portal's files are not counted: it has no rows here. More than the limit from an address of its own, for every endpoint: the last is refused, whatever it asks. */
export const floodRows: readonly Row[] = endpoints.map((endpoint, at) => ({
  endpoint,
  kind: 'a flood',
  status: 429,
  code: 'rate_limited',
  async send(world) {
    const [method, path] = endpoint.replace(/:\w+/g, 'nothing-is-here').split(' ') as [string, string];
    const flood = { method, path, headers: { 'x-forwarded-for': `2001:db8:0:${at.toString(16)}::1` } };
    for (let count = 0; count < FLOOD_LIMIT; count++) await world.send(flood);
    const answer = await world.send(flood);
    const seconds = Number(answer.headers['retry-after']);
    return seconds >= 1 && seconds <= 60 ? answer : { ...answer, status: 0, body: `Retry-After: ${seconds}` };
  },
}));
