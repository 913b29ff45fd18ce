import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import selfsigned from 'selfsigned';

/** A certificate for this computer's addresses, in PEM, and what a browser must trust to accept it. */
export interface TlsCertificate {
  readonly key: string;
  /** With the authority's own after it. */
  readonly cert: string;
  /** The authority that signed it, and nothing else: its key is gone. */
  readonly authority: string;
  /** The file that holds the authority. */
  readonly authorityFile: string;
}

const DAY_MS = 24 * 3600_000;
/** iOS refuses a certificate that is valid for longer than 825 days. */
const VALID_MS = 397 * DAY_MS;
const RENEW_BEFORE_MS = 30 * DAY_MS;
const FILES = { key: 'key.pem', cert: 'certificate.pem', authority: 'authority.pem' } as const;

/**
 * The certificate that `directory` keeps, or a new one where that is missing, does not cover all `hosts` or lapses within
 * 30 days. A person trusts its authority once; the authority's key exists only while it signs, so that nobody can sign
 * another certificate with it, whoever gets hold of the directory.
 *
 * @param hosts names and IP addresses, without port.
 */
export async function loadTlsCertificate(
  directory: string,
  hosts: readonly string[],
): Promise<TlsCertificate> {
  const authorityFile = join(directory, FILES.authority);
  const kept = await readKept(directory).catch(() => undefined);
  if (kept !== undefined && isGood(kept.cert, hosts)) return { ...kept, authorityFile };
  const made = await makeCertificate(hosts);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await Promise.all(
    (Object.keys(FILES) as (keyof typeof FILES)[]).map((name) =>
      writeFile(join(directory, FILES[name]), made[name], { mode: 0o600 }),
    ),
  );
  return { ...made, authorityFile };
}

async function readKept(directory: string) {
  const read = (name: keyof typeof FILES) => readFile(join(directory, FILES[name]), 'utf8');
  return { key: await read('key'), cert: await read('cert'), authority: await read('authority') };
}

function isGood(pem: string, hosts: readonly string[]): boolean {
  const certificate = new X509Certificate(pem);
  const isCovered = (host: string) =>
    (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
  return Date.parse(certificate.validTo) - Date.now() > RENEW_BEFORE_MS && hosts.every(isCovered);
}

async function makeCertificate(hosts: readonly string[]) {
  const shared = {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + VALID_MS),
  } as const;
  const authority = await selfsigned.generate([{ name: 'commonName', value: 'family-auth sandbox (test)' }], {
    ...shared,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const { private: key, cert } = await selfsigned.generate([{ name: 'commonName', value: hosts[0]! }], {
    ...shared,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) => (isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host })),
      },
    ],
  });
  return { key, cert: `${cert.trim()}\n${authority.cert.trim()}\n`, authority: authority.cert };
}
