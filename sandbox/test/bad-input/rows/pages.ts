import { OTHER_OPERATOR } from '../../support/family.ts';
import { discoverProvider, openLogin } from '../../support/log-in.ts';
import type { Row } from '../row.ts';
import type { Answer } from '../wire.ts';
import type { World } from '../world.ts';

const FORM = 'application/x-www-form-urlencoded';
const UNKNOWN = 'nothing-is-here-of-that-name';

/** A page's form or address: how it is reached, and what it answers to whoever has no business there. */
interface PageEndpoint {
  path(world: World): string;
  /** What a form holds. */
  readonly fields?: readonly string[];
  /** To a right form without the session that belongs to it. */
  readonly stranger: readonly [status: number | readonly number[], code: string];
  /** Bytes; more is refused. Default 8192. */
  readonly maxBytes?: number;
}

const MOVED = [303, '-'] as const;
const NO_FORM = [415, 'unsupported_media_type'] as const;
const NO_LOGIN = [400, 'malformed'] as const;
const GONE = [[410, 422], 'page'] as const;
const visit = (view: string, fields?: readonly string[]): PageEndpoint => ({
  path: () => `/oidc/interaction/${UNKNOWN}${view}`,
  stranger: NO_LOGIN,
  ...(fields === undefined ? {} : { fields }),
});
const REGISTRATION = ['name', 'idNumber', 'phone', 'password'];
const desk = (prefix: string, path: string, fields: readonly string[]): PageEndpoint => ({
  path: () => `${prefix}${path}`,
  fields,
  stranger: MOVED,
});
const caseOf = (path: string): PageEndpoint => ({
  path: ({ waiting }) => `/review/cases/${waiting}${path}`,
  stranger: path === '' ? MOVED : [404, '-'],
});

/** Every page and form. A route that is not here makes a test fail. */
export const PAGE_ENDPOINTS: Readonly<Record<string, PageEndpoint>> = {
  'GET /oidc/interaction/:uid': visit(''),
  'POST /oidc/interaction/:uid/login': visit('/login', ['account', 'password']),
  'POST /oidc/interaction/:uid/register': visit('/register', REGISTRATION),
  'POST /oidc/interaction/:uid/cancel': visit('/cancel', []),
  'POST /review/login': {
    path: () => '/review/login',
    fields: ['reviewer', 'password'],
    stranger: [403, 'page'],
  },
  'POST /review/logout': desk('/review', '/logout', ['csrf']),
  'GET /review/cases/:id': caseOf(''),
  'POST /review/cases/:id/decision': {
    path: ({ waiting }) => `/review/cases/${waiting}/decision`,
    fields: ['csrf', 'decision', 'reason', 'note'],
    stranger: MOVED,
  },
  'GET /review/cases/:id/pictures/:n': caseOf('/pictures/0'),
  'GET /review/cases/:id/registry-photo': caseOf('/registry-photo'),
  'POST /desk/login': {
    path: () => '/desk/login',
    fields: ['reviewer', 'password'],
    stranger: [403, 'page'],
  },
  'POST /desk/logout': desk('/desk', '/logout', ['csrf']),
  'POST /desk/appointment': desk('/desk', '/appointment', ['csrf', 'code']),
  'POST /desk/decision': desk('/desk', '/decision', ['csrf', 'code', 'decision']),
  'GET /confirm/:token': { path: () => `/confirm/${UNKNOWN}`, stranger: GONE },
  'POST /confirm/:token/login': {
    path: () => `/confirm/${UNKNOWN}/login`,
    fields: ['account', 'password'],
    stranger: GONE,
  },
  'POST /confirm/:token/register': {
    path: () => `/confirm/${UNKNOWN}/register`,
    fields: REGISTRATION,
    stranger: GONE,
  },
  'POST /confirm/:token/answer': {
    path: () => `/confirm/${UNKNOWN}/answer`,
    fields: ['ticket', 'answer', 'consent'],
    stranger: GONE,
  },
  'GET /services/:token': { path: () => `/services/${UNKNOWN}`, stranger: GONE },
  'GET /counter/:code': { path: () => `/counter/${'1'.repeat(20)}`, stranger: GONE },
  'POST /enrol/': {
    path: () => '/enrol/',
    fields: ['token', 'consent'],
    stranger: NO_FORM,
    maxBytes: 15 * 1024 * 1024,
  },
  'POST /enrol/drop': {
    path: () => '/enrol/drop',
    fields: ['token'],
    stranger: NO_FORM,
    maxBytes: 4096,
  },
};

/** Pages for everybody that take nothing in, besides a language. */
export const OPEN_PAGES: readonly string[] = [
  'GET /.well-known/family-auth-configuration',
  'GET /jwks',
  'GET /oidc/interaction.css',
  'GET /review',
  'GET /review/',
  'GET /review/reviewer.css',
  'GET /desk',
  'GET /desk/',
  'GET /desk/reviewer.css',
  'GET /services/services.css',
  'GET /enrol',
  'GET /enrol/',
  'GET /enrol/photo',
  'GET /enrol/enrol.css',
  'GET /enrol/enrol-camera.js',
];

const PERSONAL = '安\u0000建\u202e国13900000009';

const sendTo = (world: World, endpoint: string, path: string, body?: string, type = FORM): Promise<Answer> =>
  world.send({
    method: endpoint.split(' ')[0]!,
    path,
    headers: { 'accept-language': 'en', ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body }),
  });

const form = (fields: readonly string[], value: string) =>
  new URLSearchParams(fields.map((name) => [name, value])).toString();

function rowsOf(endpoint: string): Row[] {
  const { path, fields, stranger, maxBytes = 8192 } = PAGE_ENDPOINTS[endpoint]!;
  const [status, code] = stranger;
  const row = (kind: string, body: string | undefined, as = stranger, type?: string): Row => ({
    endpoint,
    kind,
    status: as[0],
    code: as[1],
    secrets: [PERSONAL, '13900000009'],
    ...(endpoint.startsWith('POST /confirm') ? { writes: ['attempt_counters'], echoes: true } : {}),
    send: (world) => sendTo(world, endpoint, path(world), body, type),
  });
  if (fields === undefined) {
    const last = endpoint.match(/:(\w+)$/) ? '/[^/]+$' : undefined;
    const away = (kind: string, id: string): Row => ({
      endpoint,
      kind,
      status: [...new Set([...[status].flat(), 303, 400, 404, 410])],
      code: [...new Set([code, '-', 'page', 'malformed', 'not_found', 'text/plain'])].join('|'),
      send: (world) =>
        sendTo(world, endpoint, path(world).replace(new RegExp(last ?? '$'), last ? `/${id}` : `/${id}`)),
    });
    return [
      row('nobody is logged in, or it is made up', undefined),
      away('a NUL in the address', 'abcdefghijklmnopqrst%00'),
      away('an address that leads away', '..%2f..%2fsecrets.json'),
      away('markup in the address', '%3Cimg%20src=x%20onerror=alert(1)%3E'),
    ];
  }
  const broken = (kind: string, body: string, type: string): Row => ({
    ...row(kind, body, stranger, type),
    status: [...new Set([...[status].flat(), 303, 400, 403, 410, 415])],
    code: [...new Set([code, '-', 'page', 'malformed', 'unsupported_media_type'])].join('|'),
  });
  return [
    row('a form of nobody', form(fields, PERSONAL)),
    row('an empty form', ''),
    row('every field twice', `${form(fields, PERSONAL)}&${form(fields, PERSONAL)}`),
    row(
      'fields that are lists and objects',
      fields.map((name) => `${name}[]=x&${name}[a]=y&__proto__[a]=z`).join('&') || 'x[]=1',
    ),
    row('fields that are endless', form(fields, 'x'.repeat(Math.floor(2000 / Math.max(1, fields.length))))),
    broken('JSON in place of a form', JSON.stringify({ account: { $ne: 1 } }), 'application/json'),
    broken('another content type', 'x', 'text/plain'),
    broken('bytes that are no UTF-8', '%ff%fe=%c3%28&%00=%00', FORM),
    {
      ...row('a form that is too large', 'x'),
      status: [413, ...(maxBytes === 8192 ? [] : [415])],
      code: 'part_too_large|page|unsupported_media_type',
      send: (world) =>
        world.send({
          method: 'POST',
          path: path(world),
          headers: { 'content-type': FORM, 'content-length': maxBytes + 1 },
          body: 'x',
        }),
    },
  ];
}

/** Forms of the provider's page with the visit that belongs to them. */
function inVisit(
  kind: string,
  view: 'login' | 'register',
  fields: Record<string, string>,
  more: Partial<Row> = {},
): Row {
  return {
    endpoint: `POST /oidc/interaction/:uid/${view}`,
    kind,
    status: 422,
    code: 'page',
    writes: ['oidc_payloads', 'attempt_counters'],
    echoes: true,
    secrets: Object.values(fields),
    ...more,
    async send(world) {
      const { browse, form: at } = await openLogin(
        await discoverProvider(`${world.sandbox.backendUrl}/oidc`),
      );
      const response = await browse(`${at.origin}${at.pathname}/${view}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
      });
      const body = await response.text();
      if (body.includes(fields.password!)) throw new Error('the password was said again');
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    },
  };
}

const person = {
  name: '林可欣',
  idNumber: '448801199103158303',
  phone: '13700000003',
  password: 'a password of some length',
};

const visits: readonly Row[] = [
  inVisit('a wrong password', 'login', { account: OTHER_OPERATOR.phone, password: 'not the one at all' }),
  inVisit('an account that is unknown', 'login', { account: '13600000000', password: 'not the one at all' }),
  inVisit('an account with a NUL', 'login', { account: '136\u00000000', password: 'not the one at all' }),
  inVisit(
    'an endless password',
    'login',
    { account: '13600000000', password: 'p'.repeat(5000) },
    { status: 400 },
  ),
  inVisit('a name with a NUL', 'register', { ...person, name: '林\u0000欣' }),
  inVisit('a name that turns the text around', 'register', { ...person, name: '林\u202e欣' }),
  inVisit('an endless name', 'register', { ...person, name: '林'.repeat(201) }, { status: 400 }),
  inVisit('a number with a wrong check digit', 'register', { ...person, idNumber: '448801199103158304' }),
  inVisit('a phone number that is none', 'register', { ...person, phone: "13700'; drop table" }),
  inVisit('a short password', 'register', { ...person, password: 'short 1' }),
  inVisit('somebody who is registered', 'register', { ...person, ...OTHER_OPERATOR }),
];

/** A reviewer who is logged in, and what the forms of that session do not take. */
function reviewing(
  kind: string,
  status: number | number[],
  code: string,
  path: (world: World) => string,
  fields?: Record<string, string>,
  csrf = true,
): Row {
  return {
    endpoint: fields === undefined ? 'GET /review/cases/:id' : 'POST /review/cases/:id/decision',
    kind,
    status,
    code,
    echoes: true,
    async send(world) {
      const { reviewer } = world.sandbox;
      const login = await sendTo(
        world,
        'POST /review/login',
        '/review/login',
        new URLSearchParams({ reviewer: 'x', password: reviewer.password }).toString(),
      );
      const cookie = [login.headers['set-cookie'] ?? []]
        .flat()
        .map((one) => one.split(';')[0])
        .join('; ');
      const page = await world.send({
        method: 'GET',
        path: `/review/cases/${world.waiting}`,
        headers: { cookie },
      });
      const token = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
      if (fields === undefined) return world.send({ method: 'GET', path: path(world), headers: { cookie } });
      const body = new URLSearchParams({ ...(csrf ? { csrf: token } : {}), ...fields }).toString();
      return world.send({
        method: 'POST',
        path: path(world),
        headers: { cookie, 'content-type': FORM },
        body,
      });
    },
  };
}
const decision = ({ waiting }: World) => `/review/cases/${waiting}/decision`;

const reviews: readonly Row[] = [
  reviewing('without the token of the session', 303, '-', decision, { decision: 'approved' }, false),
  reviewing(
    "another session's token",
    303,
    '-',
    decision,
    { decision: 'approved', csrf: 'A'.repeat(43) },
    false,
  ),
  reviewing('a decision that is none', 422, 'page', decision, { decision: 'maybe' }),
  reviewing('a rejection without a reason', 422, 'page', decision, { decision: 'rejected' }),
  reviewing('a reason that is none', 422, 'page', decision, { decision: 'rejected', reason: '<b>' }),
  reviewing('remarks with a NUL', 422, 'page', decision, { decision: 'approved', note: 'a\u0000b' }),
  reviewing('endless remarks', 422, 'page', decision, { decision: 'approved', note: 'x'.repeat(501) }),
  reviewing(
    'an application that waits for nobody',
    303,
    '-',
    ({ approved }) => `/review/cases/${approved}/decision`,
    { decision: 'approved' },
  ),
  reviewing('a case that waits for nobody', 303, '-', ({ approved }) => `/review/cases/${approved}`),
  reviewing(
    'a picture that is no number',
    404,
    '-',
    ({ waiting }) => `/review/cases/${waiting}/pictures/1e9`,
  ),
  reviewing('a picture below 0', 404, '-', ({ waiting }) => `/review/cases/${waiting}/pictures/-1`),
  reviewing('a case with a NUL', [303, 404], '-', () => '/review/cases/abcdefghijkl%00'),
];

const enrol = (kind: string, body: string): Row => ({
  endpoint: 'POST /enrol/',
  kind,
  status: 403,
  code: 'page',
  send: (world) => sendTo(world, 'POST /enrol/', '/enrol/', body, 'multipart/form-data; boundary=b'),
});
const photo = 'content-disposition: form-data; name="photo"; filename="a"\r\ncontent-type: image/jpeg';
const enrolments: readonly Row[] = [
  enrol('a form of several parts from elsewhere', `--b\r\n${photo}\r\n\r\nx\r\n--b--\r\n`),
  enrol('a form of several parts that is cut', `--b\r\n${photo}\r\n\r\n`),
  enrol('no parts where there should be some', 'x'),
];

const open: readonly Row[] = OPEN_PAGES.map((endpoint) => ({
  endpoint,
  kind: 'the method DELETE',
  status: 404,
  code: 'not_found',
  send: (world) => world.send({ method: 'DELETE', path: endpoint.split(' ')[1]! }),
}));

export const pageRows: readonly Row[] = [
  ...Object.keys(PAGE_ENDPOINTS).flatMap(rowsOf),
  ...visits,
  ...reviews,
  ...enrolments,
  ...open,
];
