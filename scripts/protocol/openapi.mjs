import * as z from 'zod/mini';
import { IdSchema } from '../../src/protocol/common.ts';
import { DISCOVERY_PATH } from '../../src/protocol/discovery.ts';
import { EXPOSED_HEADERS } from '../../src/protocol/endpoints.ts';
import { COMMON_CODES } from '../../src/protocol/operation.ts';
import { OPERATIONS } from '../../src/protocol/operations.ts';
import { PROBLEM_MEDIA_TYPE, PROBLEM_STATUS } from '../../src/protocol/problem.ts';
import { addDescriptions, describedSchemas } from './describe.mjs';
import { exampleOf } from './examples.mjs';
import { DECLARED, NAMED } from './named.mjs';

/** The OpenAPI 3.1 document, in the order in which it is written down. */
export function openapiDocument(root) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Family-card authentication protocol',
      version: '1.0.0',
      summary: 'How a client adds a relative to somebody’s electronic social security card.',
      description:
        'What the schemas cannot say stands in the pages of the protocol (`docs/protocol`), rule by rule with an id.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [server('{apiBase}', 'apiBase', 'https://backend.example/v1', '`api_base` of discovery')],
    security: [{ dpop: [] }],
    tags: [
      { name: 'discovery', description: 'Readable by anybody, from any origin, without a token.' },
      { name: 'applications', description: 'From a draft to the decision.' },
      { name: 'live check', description: 'Challenges of `face_liveness`.' },
      { name: 'subject', description: 'The subject’s own word.' },
      { name: 'cards', description: 'What is bound.' },
      { name: 'hand-off', description: 'The evidence of a draft by another device.' },
      { name: 'portal server', description: 'Asked by a portal’s own server, with a token of its own.' },
    ],
    paths: { ...publicPaths(), ...paths() },
    components: {
      schemas: componentSchemas(root),
      headers: HEADERS,
      responses: { Problem: problemAnswer, ...refusals() },
      securitySchemes: {
        dpop: {
          type: 'http',
          scheme: 'DPoP',
          bearerFormat: 'JWT',
          description:
            'An access token of the first of `authorization_servers` (OpenID Connect, code flow with PKCE and PAR, `resource` = `api_base`), bound to a key: `Authorization: DPoP TOKEN`, and a proof by that key with the nonce of the backend in the header `DPoP` (RFC 9449). Reading needs the scope `family:read`, all else `family:write`; for a portal’s server, by its own token of client credentials, `portal:read` and `portal:write`.',
        },
      },
    },
  };
}

const server = (url, name, byDefault, description) => ({
  url,
  variables: { [name]: { default: byDefault, description } },
});

const json = (schema) => ({ 'application/json': { schema } });
const ref = (name) => ({ $ref: `#/components/schemas/${name}` });

function publicPaths() {
  const at = { servers: [server('{issuer}', 'issuer', 'https://backend.example', '`issuer` of discovery')] };
  const open = { security: [], tags: ['discovery'] };
  const headers = { 'Access-Control-Allow-Origin': { schema: { const: '*' } } };
  const problem = { $ref: '#/components/responses/Problem' };
  const failed = { '4XX': problem, '5XX': problem };
  return {
    [DISCOVERY_PATH]: {
      ...at,
      get: {
        operationId: 'getDiscovery',
        summary: 'What a backend says of itself',
        ...open,
        responses: {
          200: { description: 'The document.', headers, content: json(ref('Discovery')) },
          ...failed,
        },
      },
    },
    '/jwks': {
      ...at,
      get: {
        operationId: 'getJwks',
        summary: 'The backend’s public keys',
        description: 'At `jwks_uri` of discovery; the path here is an example.',
        ...open,
        responses: {
          200: {
            description: 'A key set (RFC 7517) with keys of `use` `sig` and `enc`.',
            headers,
            content: json({
              type: 'object',
              required: ['keys'],
              properties: { keys: { type: 'array', minItems: 2, items: JWK } },
            }),
          },
          ...failed,
        },
      },
    },
  };
}

const JWK = {
  type: 'object',
  required: ['kty', 'kid', 'use'],
  properties: {
    kty: { enum: ['EC', 'OKP'] },
    crv: { enum: ['P-256', 'Ed25519', 'X25519'] },
    kid: { type: 'string' },
    use: { enum: ['sig', 'enc'] },
    exp: { type: 'integer', description: 'Epoch seconds after which nothing is to be sealed to it.' },
  },
};

function paths() {
  const made = {};
  for (const operation of OPERATIONS) {
    made[operation.path] = {
      ...made[operation.path],
      [operation.method.toLowerCase()]: describedOperation(operation),
    };
  }
  return made;
}

const isOfPortalServers = ({ path }) => path.startsWith('/portal/');

const tagOf = ({ path }) => {
  if (isOfPortalServers({ path })) return 'portal server';
  if (path.startsWith('/challenges') || path.endsWith('/challenges')) return 'live check';
  if (path.includes('/hand-offs')) return 'hand-off';
  if (/subject-link|appointment/.test(path)) return 'subject';
  return path.startsWith('/family/cards') ? 'cards' : 'applications';
};

function describedOperation(operation) {
  const { id, method, summary, description, open, body, answers } = operation;
  const scope = `${isOfPortalServers(operation) ? 'portal' : 'family'}:${method === 'GET' ? 'read' : 'write'}`;
  return {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tagOf(operation)],
    security: open ? [] : [{ dpop: [scope] }],
    parameters: [...pathParameters(operation), ...headerParameters(operation)],
    ...(body === undefined ? {} : { requestBody: { required: true, content: bodyOf(body) } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)])),
      ...refusalsOf(operation),
    },
  };
}

const nameOf = (schema) => Object.keys(NAMED).find((name) => NAMED[name] === schema);

function bodyOf(body) {
  if (body === 'signed') return { 'application/jose+json': { schema: ref('GeneralJws') } };
  if (body === 'sealed')
    return {
      'application/jose': {
        schema: {
          type: 'string',
          description: 'A compact JWE, ASCII; `$defs` has its protected header.',
          $defs: { header: ref('PartHeader') },
        },
      },
    };
  return json(ref(nameOf(body)));
}

const answerOf = ({ says, schema, headers = [] }) => ({
  description: says,
  headers: Object.fromEntries(
    ['DPoP-Nonce', ...headers].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  ),
  ...(schema === undefined ? {} : { content: json(ref(nameOf(schema))) }),
});

/** What it may refuse with; where there is no token, none can be wrong. */
const codesOf = ({ open, codes }) =>
  [...COMMON_CODES, ...codes].filter(
    (code) => !open || !['invalid_token', 'insufficient_scope'].includes(code),
  );

/** Its refusals by status, each with the codes that it may have. */
const refusalsOf = (operation) =>
  Object.fromEntries(
    [...byStatus(codesOf(operation))].map(([status, each]) => [
      status,
      { $ref: `#/components/responses/${refusalName(status, each)}` },
    ]),
  );

/** Codes by their status, both in the order of the table of codes. */
function byStatus(codes) {
  const found = new Map();
  for (const code of Object.keys(PROBLEM_STATUS).filter((each) => codes.includes(each))) {
    const status = PROBLEM_STATUS[code];
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return found;
}

const refusalName = (status, codes) => [status, ...codes].join('.');

/** Every refusal that an operation has, once. */
function refusals() {
  const all = OPERATIONS.flatMap((operation) => [...byStatus(codesOf(operation))]);
  return Object.fromEntries(
    all
      .map(([status, codes]) => [refusalName(status, codes), refusal(status, codes)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const refusal = (status, codes) => ({
  description: codes.map((code) => `\`${code}\``).join(', '),
  headers: refusalHeaders(status),
  content: {
    [PROBLEM_MEDIA_TYPE]: {
      schema: {
        allOf: [ref('Problem'), { properties: { code: { enum: codes }, status: { const: status } } }],
      },
    },
  },
});

const refusalHeaders = (status) => {
  const names =
    status === 401 ? ['DPoP-Nonce', 'WWW-Authenticate'] : [429, 503].includes(status) ? ['Retry-After'] : [];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
};

const problemAnswer = {
  description: 'A problem document (RFC 9457).',
  content: { [PROBLEM_MEDIA_TYPE]: { schema: ref('Problem') } },
};

const PARAMETERS = {
  n: ['The part’s number, from 0.', { type: 'string', pattern: '^(0|[1-9]\\d{0,3})$' }],
  service: ['Of the card’s services.', { type: 'string', pattern: '^[a-z0-9-]{1,40}$' }],
};

function pathParameters({ path }) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => {
    const [description, schema] = PARAMETERS[name] ?? [
      'Opaque.',
      bare(z.toJSONSchema(IdSchema, { io: 'input' })),
    ];
    return { name, in: 'path', required: true, description, schema };
  });
}

function headerParameters({ method, path, body, idempotencyKey }) {
  const header = (name, required, description, schema = { type: 'string' }) => ({
    name,
    in: 'header',
    required,
    description,
    schema,
  });
  return [
    header('DPoP', true, 'A proof for this request (RFC 9449), used once.'),
    ...(body === 'sealed'
      ? [
          header('Content-Digest', true, '`sha-256=:BASE64:` of the body (RFC 9530).'),
          header('Content-Length', true, 'Bytes; what does not fit is refused before the body is read.', {
            type: 'integer',
          }),
        ]
      : []),
    ...(idempotencyKey === undefined
      ? []
      : [
          header(
            'Idempotency-Key',
            idempotencyKey === 'required',
            body === 'signed'
              ? 'The `jti` of the document.'
              : 'Names the request, so that it is carried out once.',
            { type: 'string', pattern: '^"?[A-Za-z0-9._~:-]{8,128}"?$' },
          ),
        ]),
    ...(method === 'GET' && path === '/applications/{id}'
      ? [header('If-None-Match', false, 'The `ETag` that is known.')]
      : []),
    ...(/^\/family\/cards/.test(path) ? [header('Accept-Language', false, '`zh-CN` or `en`.')] : []),
  ];
}

const HEADER_WORDS = {
  'DPoP-Nonce': 'The nonce to use in the next proof.',
  'WWW-Authenticate': 'Scheme `DPoP` with `error`, where a log-in is too old with `max_age` (RFC 9470).',
  'Retry-After': 'Seconds before which the same is not asked again.',
  Location: 'The application, or the hand-off.',
  ETag: 'The version of what is answered.',
};
const HEADERS = Object.fromEntries(
  EXPOSED_HEADERS.filter((name) => name in HEADER_WORDS).map((name) => [
    name,
    {
      description: HEADER_WORDS[name],
      schema: name === 'Retry-After' ? { type: 'integer', minimum: 0 } : { type: 'string' },
    },
  ]),
);

/** What is signed or sealed inside of a string, by its place. */
const INSIDE = {
  'Cards.cards': ['application/jwt', 'Card'],
  'CreateApplication.subject': ['application/jose', 'Subject'],
  'DeletionReceipts.receipts': ['application/jwt', 'DeletionReceipt'],
  'ResultResponse.result': ['application/jwt', 'Result'],
  'StepReceipt.receipt': ['application/jwt', 'ReceiptClaims'],
};

/** Says what is inside of the strings of {@link INSIDE}, and of the payload of what is signed. */
function addInside(id, schema) {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const [contentMediaType, inner] = INSIDE[`${id}.${name}`] ?? [];
    if (inner) Object.assign(property.items ?? property, { contentMediaType, contentSchema: ref(inner) });
  }
  if (id !== 'GeneralJws') return schema;
  const contentSchema = { oneOf: [ref('Submission'), ref('Intent')] };
  const encoded = { contentEncoding: 'base64url', contentMediaType: 'application/json', contentSchema };
  Object.assign(schema.properties.payload, encoded);
  return schema;
}

/** What a receiver accepts: members yet unknown are no fault. */
function componentSchemas(root) {
  const registry = z.registry();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  const described = describedSchemas(root);
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const own = described.get(DECLARED[id] ?? `${id}Schema`);
      const whole = addInside(id, addDescriptions(bare(schema), own, described));
      const example = exampleOf(id);
      return [id, example === undefined ? whole : { ...whole, examples: [example] }];
    }),
  );
}

/** Inside an OpenAPI document the dialect is given, and `$id` would start a document of its own. */
const bare = ({ $schema: _, $id: __, ...schema }) => schema;
