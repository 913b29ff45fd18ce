import type { Mutant } from './mutant.ts';

const AUTHENTICATION = 'sandbox/src/access/authentication.ts';
const PROOF = 'sandbox/src/access/dpop-proof.ts';

/** A backend that is wrong about proofs of possession. */
export const dpopMutants: readonly Mutant[] = [
  {
    id: 'C23',
    does: 'Of several proofs the first is taken.',
    edits: [
      { file: AUTHENTICATION, find: '  return dpop;\n', replace: "  return dpop.split(',')[0]!.trim();\n" },
    ],
  },
  {
    id: 'C24',
    does: 'A token is taken as a bearer token too, beside its proof.',
    edits: [{ file: AUTHENTICATION, find: '/^DPoP ([A-Za-z0-9', replace: '/^(?:DPoP|Bearer) ([A-Za-z0-9' }],
  },
  {
    id: 'C25',
    does: 'A proof by any key is good for any token.',
    edits: [
      {
        file: PROOF,
        find: "  if (expected.jkt !== undefined && jkt !== expected.jkt) throw refused('The proof is by another key.');\n",
        replace: '',
      },
    ],
  },
  {
    id: 'C26',
    does: 'A proof is good for every method.',
    edits: [
      {
        file: PROOF,
        find: "  if (htm !== expected.method) throw refused('The proof is for another method.');\n",
        replace: '',
      },
    ],
  },
  {
    id: 'C27',
    does: 'Only the path of a proof is compared, not the host.',
    edits: [
      {
        file: PROOF,
        find: '  const url = URL.parse(address);\n',
        replace: '  const url = URL.parse(address);\n  if (url !== null) return url.pathname;\n',
      },
    ],
  },
  {
    id: 'C28',
    does: 'A proof that names no token is taken.',
    edits: [
      {
        file: PROOF,
        find: 'expected.accessToken !== undefined && ath !== hashOf(expected.accessToken)',
        replace:
          'expected.accessToken !== undefined && ath !== undefined && ath !== hashOf(expected.accessToken)',
      },
    ],
  },
  {
    id: 'C29',
    does: 'A proof may be from any time to come.',
    edits: [
      {
        file: PROOF,
        find: 'if (Math.abs(Date.now() / 1000 - iat) > PROOF_TOLERANCE_S)',
        replace: 'if (Date.now() / 1000 - iat > PROOF_TOLERANCE_S)',
      },
    ],
  },
  {
    id: 'C30',
    does: 'A proof without a nonce is taken.',
    edits: [
      {
        file: PROOF,
        find: 'if (nonce === undefined || !expected.nonce.accepts(nonce)) {',
        replace: 'if (nonce !== undefined && !expected.nonce.accepts(nonce)) {',
      },
    ],
  },
  {
    id: 'C31',
    does: 'A proof is good again for the very request that it was made for.',
    edits: [
      {
        file: AUTHENTICATION,
        find: "    await takeOnce();\n    checkScope(claims.scope, request.method === 'GET' ? 'family:read'",
        replace: "    checkScope(claims.scope, request.method === 'GET' ? 'family:read'",
      },
    ],
  },
];
