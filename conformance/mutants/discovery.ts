import type { Mutant } from './mutant.ts';

const DISCOVERY = 'sandbox/src/api/discovery.ts';
const KEYS = 'sandbox/src/storage/backend-keys.ts';
const ROTATION = 'sandbox/src/storage/key-rotation.ts';

/** The document goes out as it is, whether or not it is one. */
const unchecked = {
  file: DISCOVERY,
  find: '{ schema: { response: { 200: DiscoverySchema } } }',
  replace: '{}',
};

/** Wrong in what a backend says of itself. */
export const discoveryMutants: readonly Mutant[] = [
  {
    id: 'C01',
    does: 'max_auth_age is a text in the discovery document.',
    edits: [
      unchecked,
      {
        file: DISCOVERY,
        find: 'max_auth_age: settings.maxAuthAgeS,',
        replace: 'max_auth_age: String(settings.maxAuthAgeS) as never,',
      },
    ],
  },
  {
    id: 'C02',
    does: 'The issuer is named by another of its host names.',
    edits: [
      {
        file: DISCOVERY,
        find: '    issuer,\n    protocol_versions',
        replace: "    issuer: issuer.replace('127.0.0.1', 'localhost'),\n    protocol_versions",
      },
    ],
  },
  {
    id: 'C10',
    does: 'What was signed once is not what the document says now.',
    edits: [
      {
        file: DISCOVERY,
        find: 'await signMetadata(document, signer)',
        replace: "await signMetadata({ ...document, scopes: ['openid'] }, signer)",
      },
    ],
  },
  {
    id: 'C03',
    does: 'The key set can be read by pages of its own origin only.',
    edits: [
      {
        file: DISCOVERY,
        find: "app.get('/jwks', (_, reply) => reply.headers(open).send(keys.publicJwks));",
        replace:
          "app.get('/jwks', (_, reply) => reply.header('cache-control', 'public, max-age=300').send(keys.publicJwks));",
      },
    ],
  },
  {
    id: 'C04',
    does: 'The second of two providers is named by an http address.',
    edits: [
      unchecked,
      {
        file: DISCOVERY,
        find: 'authorization_servers: [settings.providerIssuer],',
        replace: "authorization_servers: [settings.providerIssuer, 'http://login.example'],",
      },
    ],
  },
  {
    id: 'C05',
    does: 'The key set holds a former signing key whole, its private member included.',
    edits: [
      {
        file: KEYS,
        find: "return { keys: [...published(signingKeys, 'signing'), ...published(begun, 'encryption')] };",
        replace: `const former = signingKeys.slice(0, 1).map(({ key }) => ({ ...key, kid: \`\${key.kid}-former\` }) as never);
  return { keys: [...published(signingKeys, 'signing'), ...former, ...published(begun, 'encryption')] };`,
      },
    ],
  },
  {
    id: 'C06',
    does: 'Another content encryption is announced than the one that every backend takes.',
    edits: [
      {
        file: DISCOVERY,
        find: "encryption_enc_values_supported: ['A256GCM'],",
        replace: "encryption_enc_values_supported: ['A128GCM'],",
      },
    ],
  },
  {
    id: 'C07',
    does: 'Faces are the only way that is offered.',
    edits: [
      {
        file: DISCOVERY,
        find: 'verification_methods: [...acceptedMethods(settings)],',
        replace: 'verification_methods: acceptedMethods(settings).filter(policy.isFaceMethod),',
      },
    ],
  },
  {
    id: 'C08',
    does: 'Of one consent text the last line was changed after its digest was taken.',
    edits: [
      {
        file: DISCOVERY,
        find: '.send(text),',
        replace: ".send(path.includes('documents') ? Buffer.concat([text, Buffer.from(' ')]) : text),",
      },
    ],
  },
  {
    id: 'C09',
    does: 'Nobody is named who answers by law.',
    edits: [
      {
        file: DISCOVERY,
        find: 'controller: policy.controller,',
        replace: "controller: { name: { 'zh-CN': '' }, contact: '', complaints: '' },",
      },
    ],
  },
  {
    id: 'C84',
    does: 'Pages may not read the time of the answer.',
    edits: [
      {
        file: DISCOVERY,
        find: "reply.headers({ ...open, 'access-control-expose-headers': 'Date', vary: 'Origin' });",
        replace: "reply.headers({ ...open, vary: 'Origin' });",
      },
    ],
  },
  {
    id: 'C86',
    does: 'Takes an answer by a log-in though it says that its accounts prove nobody.',
    edits: [
      {
        file: DISCOVERY,
        find: 'accounts_verified: settings.accountsVerified,',
        replace: 'accounts_verified: false,',
      },
    ],
  },
  {
    id: 'C87',
    does: 'A second encryption key of the set is on the curve P-384.',
    edits: [
      {
        file: KEYS,
        find: "return { keys: [...published(signingKeys, 'signing'), ...published(begun, 'encryption')] };",
        replace: `const p384 = {kty: 'EC', x: 'kv3DhBvPgrqDNmhMATnnzySROKJgJCtkf8bwEInYBqmkIYHbeGlPi0TnMxNjCV1W', y: 'S61anWt4S8Z7Kk_49vcf53a4lMEQ33l3ELX-inhT3auVT_hQjlHCqjwPsIGuHQC6', crv: 'P-384', kid: 'p384', use: 'enc', alg: 'ECDH-ES'};
  return { keys: [...published(signingKeys, 'signing'), ...published(begun, 'encryption'), p384 as never] };`,
      },
    ],
  },
  {
    id: 'H05',
    does: 'A signing key leaves the set as soon as another was made.',
    edits: [
      {
        file: ROTATION,
        find: 'revoke ? [] : publishedKeys(begun(keys), nowMs, use);',
        replace: "revoke || use === 'signing' ? [] : publishedKeys(begun(keys), nowMs, use);",
      },
    ],
  },
];
