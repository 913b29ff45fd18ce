import { FORM, formOf, formTo } from '../forms.ts';
import type { Row } from '../row.ts';
import { sendHalf } from '../wire.ts';
import type { World } from '../world.ts';
import { confirmRows } from './confirm.ts';
import { deskRows } from './desks.ts';
import { enrolRows } from './enrol.ts';
import { openPageRows } from './open-pages.ts';
import { undoRows } from './undo.ts';
import { visitRows } from './visits.ts';

const UNKNOWN = 'nothing-is-here-of-that-name';

/** What an endpoint answers; a redirect with where it leads. */
type Refusal = Pick<Row, 'status' | 'code' | 'location'>;

/** A page's form or address: how it is reached, and what it answers to whoever has no business there. */
interface PageEndpoint {
  /** @param last in place of the path's last param. */
  path(world: World, last?: string): string;
  /** What a form holds. */
  readonly fields?: readonly string[];
  /** To a right form without the session that belongs to it. */
  readonly stranger: Refusal;
  /** To JSON in place of a form. Default: as to a stranger. */
  readonly json?: Refusal;
  /** To a body that is too large or cut, where that is refused before it is read. */
  readonly unread?: Refusal;
}

const NO_FORM = { status: 415, code: 'unsupported_media_type' } as const;
const NO_LOGIN = { status: 400, code: 'malformed' } as const;
const GONE = { status: 410, code: 'page' } as const;
const TOO_LARGE = { status: 413, code: 'part_too_large' } as const;
const CUT = { status: 400, code: 'malformed' } as const;
const WRONG_LOGIN = { status: 403, code: 'page' } as const;
const NO_PICTURE = { status: 404, code: '-' } as const;
const to = (location: string): Refusal => ({ status: 303, code: '-', location });

const visit = (view: string, fields?: readonly string[]): PageEndpoint => ({
  path: (_, uid = UNKNOWN) => `/oidc/interaction/${uid}${view}`,
  stranger: NO_LOGIN,
  ...(fields === undefined ? {} : { fields }),
});
const form = (path: string, fields: readonly string[], stranger: Refusal): PageEndpoint => ({
  path: () => path,
  fields,
  stranger,
});
const caseOf = (rest: string, stranger: Refusal): PageEndpoint => ({
  path: ({ waiting }, id = waiting) => `/review/cases/${id}${rest}`,
  stranger,
});
const confirm = (rest: string, fields?: readonly string[]): PageEndpoint => ({
  path: (_, token = UNKNOWN) => `/confirm/${token}${rest}`,
  stranger: GONE,
  ...(fields === undefined ? {} : { fields }),
});
const undo = (rest: string, fields?: readonly string[]): PageEndpoint => ({
  path: (_, token = UNKNOWN) => `/undo/${token}${rest}`,
  stranger: GONE,
  ...(fields === undefined ? {} : { fields }),
});
const enrol = (path: string, fields: readonly string[]): PageEndpoint => ({
  ...form(path, fields, NO_FORM),
  json: { status: 403, code: 'page' },
  unread: NO_FORM,
});
const LOGIN = ['name', 'password', 'code'];
const RESET = ['idNumber', 'activationCode', 'phone', 'password'];
const PASSWORD = ['csrf', 'password', 'code', 'fresh'];
const REGISTRATION = ['name', 'idNumber', 'activationCode', 'phone', 'password'];

/** Every page and form that takes something in. A route that is not here makes a test fail. */
export const PAGE_ENDPOINTS: Readonly<Record<string, PageEndpoint>> = {
  'GET /oidc/interaction/:uid': visit(''),
  'POST /oidc/interaction/:uid/login': visit('/login', ['account', 'password']),
  'POST /oidc/interaction/:uid/register': visit('/register', REGISTRATION),
  'POST /oidc/interaction/:uid/reset': visit('/reset', RESET),
  'POST /oidc/interaction/:uid/cancel': visit('/cancel', []),
  'POST /review/login': form('/review/login', LOGIN, WRONG_LOGIN),
  'POST /review/logout': form('/review/logout', ['csrf'], to('/review/')),
  'POST /review/password': form('/review/password', PASSWORD, to('/review/?expired')),
  'POST /review/search': form('/review/search', ['csrf', 'q'], to('/review/?expired')),
  'POST /review/next': form('/review/next', ['csrf', 'passedOver'], to('/review/?expired')),
  'GET /review/cases/:id': caseOf('', to('/review/')),
  'POST /review/cases/:id/claim': { ...caseOf('/claim', to('/review/?expired')), fields: ['csrf'] },
  'POST /review/cases/:id/release': { ...caseOf('/release', to('/review/?expired')), fields: ['csrf'] },
  'POST /review/cases/:id/undo': { ...caseOf('/undo', to('/review/?expired')), fields: ['csrf'] },
  'POST /review/cases/:id/identity': {
    ...caseOf('/identity', to('/review/?expired')),
    fields: ['csrf', 'purpose'],
  },
  'POST /review/cases/:id/preview': {
    ...caseOf('/preview', to('/review/?expired')),
    fields: ['csrf', 'decision', 'reason', 'note'],
  },
  'POST /review/cases/:id/decision': {
    ...caseOf('/decision', to('/review/?expired')),
    fields: ['csrf', 'decision', 'reason', 'note'],
  },
  'GET /review/cases/:id/pictures/:n': {
    path: ({ waiting }, n = '0') => `/review/cases/${waiting}/pictures/${n}`,
    stranger: NO_PICTURE,
  },
  'GET /review/cases/:id/pictures/:n/large': {
    path: ({ waiting }, n = '0') => `/review/cases/${waiting}/pictures/${n}/large`,
    stranger: to('/review/'),
  },
  'GET /review/cases/:id/registry-photo': caseOf('/registry-photo', NO_PICTURE),
  'POST /desk/login': form('/desk/login', LOGIN, WRONG_LOGIN),
  'POST /desk/logout': form('/desk/logout', ['csrf'], to('/desk/')),
  'POST /desk/password': form('/desk/password', PASSWORD, to('/desk/?expired')),
  'POST /desk/appointment': form('/desk/appointment', ['csrf', 'code'], to('/desk/?expired')),
  'POST /desk/identity': form('/desk/identity', ['csrf', 'code'], to('/desk/?expired')),
  'POST /desk/activation': form(
    '/desk/activation',
    ['csrf', 'idNumber', 'seen', 'present', 'newPhone'],
    to('/desk/?expired'),
  ),
  'POST /desk/preview': form('/desk/preview', ['csrf', 'code', 'decision'], to('/desk/?expired')),
  'POST /desk/decision': form('/desk/decision', ['csrf', 'code', 'decision'], to('/desk/?expired')),
  'POST /audit/login': form('/audit/login', LOGIN, WRONG_LOGIN),
  'POST /audit/logout': form('/audit/logout', ['csrf'], to('/audit/')),
  'POST /audit/password': form('/audit/password', PASSWORD, to('/audit/?expired')),
  'POST /audit/entries': form('/audit/entries', ['csrf', 'object'], to('/audit/?expired')),
  'POST /desk/links': form('/desk/links', ['csrf', 'idNumber', 'seen'], to('/desk/?expired')),
  'POST /desk/links/end': form('/desk/links/end', ['csrf', 'idNumber', 'ref'], to('/desk/?expired')),
  'GET /confirm/:token': confirm(''),
  'POST /confirm/:token/login': confirm('/login', ['account', 'password']),
  'POST /confirm/:token/register': confirm('/register', REGISTRATION),
  'POST /confirm/:token/reset': confirm('/reset', RESET),
  'POST /confirm/:token/answer': confirm('/answer', ['ticket', 'answer', 'consent']),
  'POST /confirm/:token/decline': confirm('/decline', ['ending']),
  'GET /undo/:token': undo(''),
  'POST /undo/:token/look': undo('/look', ['ending']),
  'POST /undo/:token/end': undo('/end', ['ticket', 'answer']),
  'POST /account/close': form(
    '/account/close',
    ['idNumber', 'password', 'confirm'],
    to('/account/close?problem=wrong_credentials&lang=en'),
  ),
  'GET /services/:token': { path: (_, token = UNKNOWN) => `/services/${token}`, stranger: GONE },
  'GET /counter/:code': { path: (_, code = '1'.repeat(20)) => `/counter/${code}`, stranger: GONE },
  'POST /enrol/': enrol('/enrol/', ['token', 'consent']),
  'POST /enrol/drop': enrol('/enrol/drop', ['token']),
};

const PERSONAL = '安\u0000建\u202e国13900000009';
const filled = (fields: readonly string[], value: string) =>
  new URLSearchParams(fields.map((name) => [name, value])).toString();

const addressRows = (endpoint: string, { path, stranger }: PageEndpoint): Row[] =>
  Object.entries({
    'nobody is logged in, or it is made up': undefined,
    'a NUL in the address': 'abcdefghijklmnopqrst%00',
    'an address that leads away': '..%2f..%2fsecrets.json',
    'markup in the address': '%3Cimg%20src=x%20onerror=alert(1)%3E',
  }).map(([kind, last]) => ({
    endpoint,
    kind,
    ...stranger,
    send: (world) =>
      world.send({ method: 'GET', path: path(world, last), headers: { 'accept-language': 'en' } }),
  }));

function formRows(endpoint: string, fields: readonly string[], page: PageEndpoint): Row[] {
  const { path, stranger, json = stranger, unread } = page;
  const row = (kind: string, body: string, as = stranger, type?: string): Row => ({
    endpoint,
    kind,
    ...as,
    secrets: [PERSONAL, '13900000009'],
    send: (world) => world.send(formTo(path(world), body, type)),
  });
  const right = filled(fields, PERSONAL);
  return [
    row('a form of nobody', right),
    row('an empty form', ''),
    row('every field twice', `${right}&${right}`),
    row(
      'fields that are lists and objects',
      fields.map((name) => `${name}[]=x&${name}[a]=y&__proto__[a]=z`).join('&') || 'x[]=1',
    ),
    row('fields that are endless', filled(fields, 'x'.repeat(Math.floor(2000 / Math.max(1, fields.length))))),
    row('JSON in place of a form', JSON.stringify({ account: { $ne: 1 } }), json, 'application/json'),
    row('another content type', 'x', NO_FORM, 'text/plain'),
    row('bytes that are no UTF-8', '%ff%fe=%c3%28&%00=%00'),
    {
      ...row('a form cut half-way', '', unread ?? CUT),
      send: (world) => sendHalf(world.sandbox.backendUrl, formTo(path(world), right || 'x=y')),
    },
    {
      ...row('a form that is too large', '', unread ?? TOO_LARGE),
      send: (world) =>
        world.send({
          method: 'POST',
          path: path(world),
          headers: { 'content-type': FORM, 'content-length': 8193 },
          body: formOf({ x: 'x' }),
        }),
    },
  ];
}

export const pageRows: readonly Row[] = [
  ...Object.entries(PAGE_ENDPOINTS).flatMap(([endpoint, page]) =>
    page.fields === undefined ? addressRows(endpoint, page) : formRows(endpoint, page.fields, page),
  ),
  ...visitRows,
  ...deskRows,
  ...confirmRows,
  ...enrolRows,
  ...undoRows,
  ...openPageRows,
];
