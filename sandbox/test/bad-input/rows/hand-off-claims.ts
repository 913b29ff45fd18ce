import type { Row } from '../row.ts';

/** What a device that nobody knows yet may post: a ticket, and a proof by its key in the place of a token. */
export const CLAIMS_ENDPOINT = 'POST /v1/hand-offs/claims';

interface Wrong {
  readonly kind: string;
  readonly status: number;
  readonly code: string;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

const good = JSON.stringify({ ticket: '123456789' });
const wrong: readonly Wrong[] = [
  { kind: 'no proof', status: 401, code: 'invalid_dpop_proof', body: good },
  {
    kind: 'a proof that is none',
    status: 401,
    code: 'invalid_dpop_proof',
    body: good,
    headers: { dpop: 'a.b.c' },
  },
  { kind: 'truncated JSON', status: 400, code: 'malformed', body: '{"ticket":' },
  { kind: 'no ticket', status: 400, code: 'malformed', body: '{}' },
  { kind: 'a ticket of another form', status: 400, code: 'malformed', body: '{"ticket":"1234 5678"}' },
  { kind: 'a ticket that is no text', status: 400, code: 'malformed', body: '{"ticket":123456789}' },
  {
    kind: 'another media type',
    status: 415,
    code: 'unsupported_media_type',
    body: good,
    headers: { 'content-type': 'text/plain' },
  },
  {
    kind: 'a body that is too large',
    status: 413,
    code: 'part_too_large',
    body: JSON.stringify({ ticket: '1'.repeat(2000) }),
  },
];

export const handOffClaimRows: readonly Row[] = wrong.map(({ kind, status, code, body, headers }) => ({
  endpoint: CLAIMS_ENDPOINT,
  kind,
  status,
  code,
  send: (world) =>
    world.send({
      method: 'POST',
      path: '/v1/hand-offs/claims',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    }),
}));
