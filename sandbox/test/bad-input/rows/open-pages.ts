import { noticeTexts } from '../../../src/rules/notices.ts';
import type { Row } from '../row.ts';

/** For everybody, and they take nothing in, besides a language. */
export const OPEN_PAGES: readonly string[] = [
  'GET /.well-known/family-auth-configuration',
  'GET /jwks',
  'GET /v1/openapi.json',
  'GET /oidc/interaction.css',
  'GET /oidc/interaction.js',
  'GET /review',
  'GET /review/',
  'GET /review/password',
  'GET /review/staff.css',
  'GET /desk',
  'GET /desk/',
  'GET /desk/links',
  'GET /desk/activation',
  'GET /desk/password',
  'GET /desk/staff.css',
  'GET /audit',
  'GET /audit/',
  'GET /audit/password',
  'GET /audit/staff.css',
  'GET /account/close',
  'GET /services/services.css',
  'GET /outbox',
  'GET /outbox/',
  'GET /enrol',
  'GET /enrol/',
  'GET /enrol/photo',
  'GET /enrol/enrol.css',
  'GET /enrol/enrol-camera.js',
  'GET /family-auth/frame/',
  'GET /family-auth/frame/callback.html',
  'GET /family-auth/frame/*',
  'GET /family-auth/hand-off/',
  'GET /family-auth/assets/*',
  'GET /family-auth/testing/*',
  'GET /family-auth/frame-test/*',
  'GET /people/*',
  ...noticeTexts.map(({ path }) => `GET ${path}`),
];

const open = (endpoint: string): Row[] => {
  const path = endpoint.split(' ')[1]!;
  const send =
    (method: string, more: { headers?: Record<string, string>; body?: string } = {}): Row['send'] =>
    (world) =>
      world.send({ method, path, ...more });
  const refused = { endpoint, status: 404, code: 'not_found' };
  return [
    { ...refused, kind: 'the method DELETE', send: send('DELETE') },
    {
      endpoint,
      kind: 'under another host name',
      status: 400,
      code: 'malformed',
      send: send('GET', { headers: { host: 'evil.example' } }),
    },
  ];
};

export const openPageRows: readonly Row[] = OPEN_PAGES.flatMap(open);
