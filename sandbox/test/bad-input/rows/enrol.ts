import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { RENDERED_PEOPLE } from '../../../src/registry/synthetic-registry.ts';
import type { Row } from '../row.ts';
import { type Sent, sendHalf } from '../wire.ts';
import type { World } from '../world.ts';

const ENROL = 'POST /enrol/';
const DROP = 'POST /enrol/drop';
/** A picture from a phone is 3 to 12 MB; the form may hold no more than this. */
const MAX_BYTES = 15 * 1024 * 1024;

type Form = Readonly<Partial<Record<'token' | 'consent' | 'photo', string | Uint8Array>>>;

/** The form as the page of this origin sends it. */
async function formFor(endpoint: string, { sandbox }: World, fields: Form): Promise<Sent> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([new Uint8Array(value)], { type: 'image/jpeg' }), 'photo.jpg');
  }
  const encoded = new Response(form);
  const body = new Uint8Array(await encoded.arrayBuffer());
  const headers = {
    'accept-language': 'en',
    origin: sandbox.backendUrl,
    'content-type': encoded.headers.get('content-type')!,
    'content-length': body.length,
  };
  return { method: 'POST', path: endpoint.split(' ')[1]!, headers, body };
}

async function tokenOf(world: World): Promise<string> {
  const { body } = await world.send({ method: 'GET', path: '/enrol/' });
  const token = /name="token" value="([\w-]{43})"/.exec(body)?.[1];
  assert.ok(token, 'the page has no form');
  return token;
}

/** The page's own form with its own token, wrong in one thing. */
const own = (
  endpoint: string,
  kind: string,
  status: number,
  fields: (token: string) => Form | Promise<Form>,
  change: (sent: Sent) => Sent = (sent) => sent,
): Row => ({
  endpoint,
  kind,
  status,
  code: status === 415 ? 'unsupported_media_type' : 'page',
  async send(world) {
    const form = await formFor(endpoint, world, await fields(await tokenOf(world)));
    return world.send(change(form));
  },
});

const withHeaders =
  (headers: Sent['headers']) =>
  (sent: Sent): Sent => ({ ...sent, headers: { ...sent.headers, ...headers } });
const photographed = (photo: Uint8Array | string) => (token: string) => ({ token, consent: 'given', photo });
const bytes = (text: string) => new TextEncoder().encode(text);
const PORTRAIT = new URL('anna.idphoto.jpg', RENDERED_PEOPLE);
const cutPhoto = async (token: string) => photographed((await readFile(PORTRAIT)).subarray(0, 2000))(token);
/** The head of a picture of 60,000 by 60,000 points: 14 GB, were it unpacked. */
const bomb = Buffer.from(
  '89504e470d0a1a0a0000000d494844520000ea600000ea600802000000' + '00000000' + '0000000049454e44ae426082',
  'hex',
);

const ownForms: readonly Row[] = [
  own(ENROL, 'no consent', 422, (token) => ({ token, photo: bytes('x') })),
  own(ENROL, 'a consent that is none', 403, (token) => ({ token, consent: 'yes', photo: bytes('x') })),
  own(ENROL, 'no photo', 422, (token) => ({ token, consent: 'given' })),
  own(ENROL, 'an empty photo', 422, photographed(new Uint8Array())),
  own(ENROL, 'a photo of the wrong type: a text field', 403, photographed('x')),
  own(ENROL, 'a photo of the wrong type: no picture', 422, photographed(bytes('<svg onload="alert(1)"/>'))),
  own(ENROL, 'a photo that is truncated', 422, cutPhoto),
  own(ENROL, 'a photo of dimensions beyond reason', 422, photographed(bomb)),
  own(
    ENROL,
    'a form of several parts that is too large',
    413,
    photographed(bytes('x')),
    withHeaders({ 'content-length': MAX_BYTES + 1 }),
  ),
  own(
    ENROL,
    'a multipart type without a boundary',
    403,
    photographed(bytes('x')),
    withHeaders({ 'content-type': 'multipart/form-data' }),
  ),
  own(
    ENROL,
    'another multipart type',
    415,
    photographed(bytes('x')),
    withHeaders({ 'content-type': 'multipart/mixed; boundary=b' }),
  ),
  ...[ENROL, DROP].flatMap((endpoint) => [
    own(endpoint, 'no token', 403, () => ({ consent: 'given' })),
    own(endpoint, 'a token that is made up', 403, () => ({ token: 'A'.repeat(43), consent: 'given' })),
    own(endpoint, 'a token that is a file', 403, () => ({ token: bytes('x'), consent: 'given' })),
    own(
      endpoint,
      'a form of several parts from elsewhere',
      403,
      (token) => ({ token }),
      withHeaders({ origin: 'https://evil.example' }),
    ),
    own(
      endpoint,
      'a form of several parts that names no origin',
      403,
      (token) => ({ token }),
      withHeaders({ origin: undefined }),
    ),
    {
      ...own(endpoint, 'a form of several parts cut half-way', 400, () => ({})),
      code: 'malformed',
      async send(world: World) {
        const form = await formFor(endpoint, world, await cutPhoto(await tokenOf(world)));
        return sendHalf(world.sandbox.backendUrl, form);
      },
    },
  ]),
  own(DROP, 'a form of several parts that is too large', 413, (token) => ({
    token,
    photo: new Uint8Array(4096),
  })),
];

const raw = (kind: string, body: string): Row => ({
  ...own(ENROL, kind, 403, () => ({})),
  send: (world) =>
    world.send({
      method: 'POST',
      path: '/enrol/',
      headers: { origin: world.sandbox.backendUrl, 'content-type': 'multipart/form-data; boundary=b' },
      body,
    }),
});
const head = 'content-disposition: form-data; name="photo"; filename="a"\r\ncontent-type: image/jpeg';

/** Forms of the page that registers a face: sizes, types and origins. */
export const enrolRows: readonly Row[] = [
  ...ownForms,
  raw('parts that are truncated', `--b\r\n${head}\r\n\r\n`),
  raw('no parts where there should be some', 'x'),
];
