import fc from 'fast-check';
import { byteChanges, changeBytes, PLANTED, wellFormed } from './arbitraries.ts';
import type { Sent } from './exchange.ts';

/** What else the backend's origin answers: the provider, the pages of the staff and of relatives. */
const PLACES = [
  '/oidc/token',
  '/oidc/request',
  '/oidc/auth',
  '/oidc/jwks',
  '/oidc/token/revocation',
  '/oidc/session/end',
  '/oidc/interaction/x',
  '/oidc/interaction/x/login',
  '/oidc/interaction/x/register',
  '/review/',
  '/review/login',
  '/review/claim',
  '/review/decision',
  '/review/picture/x/0',
  '/desk/',
  '/desk/login',
  '/desk/code',
  '/audit/',
  '/confirm/x',
  '/undo/x',
  '/services/pension',
  '/counter/',
  '/account',
  '/account/close',
  '/enrol/',
  '/outbox/',
  '/notices/x.txt',
  '/family-auth/frame/',
  '/family-auth/frame/../../../../etc/passwd',
  '/v1/openapi.json',
  '/v1/nowhere',
  '/',
] as const;

const word = fc.oneof(
  fc.constantFrom(
    PLANTED.mark,
    PLANTED.name,
    PLANTED.number,
    '',
    '\u0000',
    '__proto__',
    '%',
    '..',
    '[object Object]',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const FIELDS = [
  'grant_type',
  'client_id',
  'code',
  'token',
  'name',
  'idNumber',
  'password',
  'account',
  'request_uri',
  'redirect_uri',
  'state',
  'scope',
  'lang',
  'view',
  'cursor',
  'status',
  PLANTED.mark,
];

/** A request to a page, as a hostile form would send it. */
export const pageRequest: fc.Arbitrary<Sent> = fc
  .record({
    place: fc.constantFrom(...PLACES),
    tail: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: word }),
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'),
    query: fc.dictionary(fc.constantFrom(...FIELDS), word, { maxKeys: 4 }),
    form: fc.dictionary(fc.constantFrom(...FIELDS), word, { maxKeys: 6 }),
    type: fc.constantFrom(
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded',
      'application/json',
      'text/plain',
      '',
    ),
    cookie: fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: word }),
    accept: fc.constantFrom('text/html', '*/*', 'application/json'),
    changes: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: byteChanges }),
  })
  .map(({ place, tail, method, query, form, type, cookie, accept, changes }) => {
    const encoded = (fields: Record<string, string>) =>
      new URLSearchParams(
        Object.entries(fields).map(([name, value]) => [name, wellFormed(value)]),
      ).toString();
    const asked = encoded(query);
    const body =
      method === 'GET' || method === 'HEAD' ? undefined : changeBytes(Buffer.from(encoded(form)), changes);
    return {
      method,
      path: `${place}${encodeURIComponent(wellFormed(tail))}${asked === '' ? '' : `?${asked}`}`,
      headers: {
        Accept: accept,
        ...(type === '' ? {} : { 'Content-Type': type }),
        ...(cookie === ''
          ? {}
          : {
              Cookie: `_session=${encodeURIComponent(wellFormed(cookie))}; staff=${encodeURIComponent(wellFormed(cookie))}`,
            }),
      },
      body,
    };
  });

const HEADS = [
  'GET /v1/me HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n',
  'POST /v1/applications HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
  'POST /v1/applications HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'PUT /v1/applications/application-0001/evidence/0 HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 99\r\n\r\n',
  'POST /oidc/token HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\ncode=',
] as const;

/** Bytes that were a request before they were changed. */
export const rawBytes = (host: string): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.constantFrom(...HEADS), byteChanges, fc.constantFrom('', '\r\n', `X-A: ${PLANTED.mark}\r\n`))
    .map(([head, changes, more]) =>
      changeBytes(
        Buffer.from(head.replace('HOST', host).replace('Connection', `${more}Connection`)),
        changes,
      ),
    );
