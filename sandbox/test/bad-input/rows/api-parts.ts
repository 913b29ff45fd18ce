import { contentDigest, digest } from '@family-auth/library/seal/digest.ts';
import { sealPart } from '@family-auth/library/seal/part.ts';
import type { ApiCall } from '../api-call.ts';
import { type Kind, rowsOf } from '../call-rows.ts';
import type { Row } from '../row.ts';
import type { World } from '../world.ts';

const PART = 'PUT /v1/applications/:id/evidence/:n';
type PartChanges = Partial<Parameters<typeof sealPart>[1]>;

async function part(world: World, changes: PartChanges = {}, call: ApiCall = {}): Promise<ApiCall> {
  const { sealed } = await sealPart(new Uint8Array([1, 2, 3]), {
    recipient: world.known.recipient,
    app: world.documents.application.id,
    n: 1,
    role: 'id_document',
    cty: 'image/jpeg',
    ...changes,
  });
  const headers = { 'content-digest': contentDigest(sealed.sha256), ...call.headers };
  return { body: sealed.bytes, ...call, headers };
}
async function bytes(text: string): Promise<ApiCall> {
  const body = new TextEncoder().encode(text);
  return { body, headers: { 'content-digest': contentDigest(await digest(body)) } };
}
const head = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');

const parts: readonly Kind[] = [
  [
    'no Content-Digest',
    400,
    'digest_mismatch',
    (world) => part(world, {}, { headers: { 'content-digest': undefined } }),
  ],
  [
    'a Content-Digest of other bytes',
    400,
    'digest_mismatch',
    (world) => part(world, {}, { headers: { 'content-digest': contentDigest('A'.repeat(43)) } }),
  ],
  [
    'a Content-Digest that is none',
    400,
    'digest_mismatch',
    (world) => part(world, {}, { headers: { 'content-digest': 'md5=:x:' } }),
  ],
  [
    'a body that is too large',
    413,
    'part_too_large',
    () => ({ headers: { 'content-length': 1024 * 1024 + 1 } }),
  ],
  [
    'no length',
    400,
    'malformed',
    async (world) =>
      part(world, {}, { headers: { 'content-length': undefined, 'transfer-encoding': 'chunked' } }),
  ],
  ['an empty body', 400, 'invalid_jwe', () => bytes('')],
  ['no JWE', 400, 'invalid_jwe', () => bytes('<html/>')],
  ['an endless header', 400, 'invalid_jwe', () => bytes(`${'A'.repeat(100_000)}.b.c.d.e`)],
  [
    'a part of another application',
    400,
    'invalid_jwe',
    (world) => part(world, { app: world.face.application.id }),
  ],
  ['a part for another place', 400, 'invalid_jwe', (world) => part(world, { n: 2 })],
  [
    'a part sealed to an unknown key',
    400,
    'invalid_jwe',
    (world) => part(world, { recipient: { ...world.known.recipient, kid: 'unknown-key' } }),
  ],
  [
    'a part with alg none',
    422,
    'alg_not_allowed',
    (world) =>
      bytes(
        `${head({ alg: 'none', enc: 'A256GCM', kid: 'k', typ: 'fap-part+jwe', cty: 'image/jpeg', app: world.documents.application.id, n: 1, role: 'id_document' })}.b.c.d.e`,
      ),
  ],
  [
    'a part with a role that is none',
    400,
    'invalid_jwe',
    (world) =>
      bytes(
        `${head({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k', typ: 'fap-part+jwe', cty: 'image/jpeg', app: world.documents.application.id, n: 1, role: 'secret' })}.b.c.d.e`,
      ),
  ],
  [
    'other bytes in a place that is taken',
    409,
    'part_conflict',
    (world) => part(world, { n: 0 }, { params: { n: '0' } }),
  ],
  [
    'more parts than allowed',
    413,
    'evidence_too_large',
    (world) => part(world, { n: 40 }, { params: { n: '40' } }),
  ],
  [
    'a part for an application that was handed in',
    409,
    'state_conflict',
    (world) => part(world, {}, { params: { id: world.waiting } }),
  ],
  [
    'the content type application/json',
    400,
    'malformed',
    async () => ({ ...(await bytes('{')), headers: { 'content-type': 'application/json' } }),
  ],
  [
    'the content type text/plain',
    415,
    'unsupported_media_type',
    async () => ({ ...(await bytes('{}')), headers: { 'content-type': 'text/plain' } }),
  ],
];

/** Parts of the evidence with a wrong seal, digest, length or place. */
export const apiPartRows: readonly Row[] = rowsOf(PART, parts);
