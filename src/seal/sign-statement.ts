import { SignJWT } from 'jose';
import { type StatementClaims, type StatementKind, statements } from './statements.ts';

/**
 * Signs a statement of the backend as a compact JWT.
 *
 * @param signer `privateKey`: of the backend's `use: sig` key; `kid`: its id in the key set; `alg`: default `ES256`.
 */
export function signStatement<Kind extends StatementKind>(
  kind: Kind,
  claims: StatementClaims[Kind],
  signer: { readonly privateKey: CryptoKey; readonly kid: string; readonly alg?: 'ES256' | 'Ed25519' },
): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: signer.alg ?? 'ES256', typ: statements[kind].typ, kid: signer.kid })
    .sign(signer.privateKey);
}
