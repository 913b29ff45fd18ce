import { createHash } from 'node:crypto';
import type { Bytes } from '@family-auth/library/base/bytes.ts';
import type { Dice } from '../dice.ts';
import { type ChallengeClaims, type Forgery, type Kind, kindOf } from '../forgery.ts';
import { traceBytes } from '../seal-video.ts';
import { type Video, withPictures } from '../video.ts';

/** The byte at `place` of 1,000,000 of the way through, with some of its bits turned. */
function flipped(bytes: Uint8Array, place: number, mask: number): Bytes {
  const changed = new Uint8Array(bytes);
  changed[Math.floor((place / 1_000_000) * bytes.length)]! ^= mask;
  return changed;
}

/** The character at `place`, taken for another of the same alphabet. */
function misspelt(text: string, place: number, by: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const at = Math.floor((place / 1_000_000) * text.length);
  const other = alphabet[(alphabet.indexOf(text[at]!) + by) % alphabet.length]!;
  return text.slice(0, at) + other + text.slice(at + 1);
}

interface Flip {
  readonly place: number;
  readonly mask: number;
  /** Which of several things. */
  readonly order: number;
}

/** Mostly anywhere, sometimes the very first or last byte. */
function drawFlip(dice: Dice): Flip {
  const place = dice.pick([0, 999_999, ...Array.from({ length: 10 }, () => dice.int(1_000_000))]);
  return { place, mask: dice.between(1, 255), order: dice.int(1000) };
}

const flip = (
  name: string,
  says: string,
  meant: readonly string[],
  forge: (flip: Flip, dice: Dice) => Partial<Forgery>,
): Kind =>
  kindOf(name, says, meant, (dice) => {
    const drawn = drawFlip(dice);
    const { place, mask, order } = drawn;
    return { what: `${place / 10_000} % in, mask ${mask}, number ${order}`, ...forge(drawn, dice) };
  });

const withTrace = (video: Video, change: (bytes: Bytes) => Bytes): Video => ({
  ...video,
  bytes: change(traceBytes(video)),
});

/** What the manifest says of the session, each changed by one character. */
const CLAIMS = ['nonce', 'chain', 'policy_version', 'receipt', 'id'] as const;

function withMisspelt(claims: ChallengeClaims, name: (typeof CLAIMS)[number], { place, mask, order }: Flip) {
  const by = 1 + (mask % 62);
  if (name !== 'receipt') return { ...claims, [name]: misspelt(claims[name], place, by) };
  const chosen = order % claims.receipts.length;
  const receipts = claims.receipts.map((receipt, at) =>
    at === chosen ? misspelt(receipt, place, by) : receipt,
  );
  return { ...claims, receipts };
}

export const byteKinds: readonly Kind[] = [
  flip(
    'byte_in_ciphertext',
    'one byte of an encrypted part, which the manifest then names',
    ['evidence_opens', 'invalid_jwe', 'alg_not_allowed'],
    ({ place, mask, order }) => ({
      sealed: (bytes, n) => (n === order % 13 ? flipped(bytes, place, mask) : bytes),
    }),
  ),
  flip(
    'byte_in_upload',
    'one byte of an encrypted part, which is not what the manifest names',
    ['manifest_mismatch', 'invalid_jwe', 'alg_not_allowed'],
    ({ place, mask, order }) => ({
      uploads: (uploads) =>
        uploads.map((upload) => {
          if (upload.n !== order % 13) return upload;
          const bytes = flipped(upload.bytes, place, mask);
          const sha256 = createHash('sha256').update(bytes).digest('base64url');
          return { ...upload, bytes, sha256 };
        }),
    }),
  ),
  flip(
    'byte_on_the_way',
    'one byte of an encrypted part, under the digest of the right one',
    ['digest_mismatch'],
    ({ place, mask, order }) => ({
      uploads: (uploads) =>
        uploads.map((upload) =>
          upload.n === order % 13 ? { ...upload, bytes: flipped(upload.bytes, place, mask) } : upload,
        ),
    }),
  ),
  flip(
    'byte_in_trace',
    'one byte of the trace after the commits',
    ['chain', 'trace_format'],
    ({ place, mask }) => ({
      later: (video) => withTrace(video, (bytes) => flipped(bytes, place, mask)),
    }),
  ),
  flip('byte_in_picture', 'one byte of a picture after the commits', ['chain'], ({ place, mask, order }) => ({
    later: (video) =>
      withPictures(video, (picture, at) =>
        at === order % video.pictures.length
          ? { ...picture, jpeg: flipped(picture.jpeg, place, mask) }
          : picture,
      ),
  })),
  flip('byte_in_commit', 'one character of a committed head', ['chain'], ({ place, mask, order }) => ({
    commit: (commit) =>
      commit.i === order % 4 ? { ...commit, chain: misspelt(commit.chain, place, 1 + (mask % 62)) } : commit,
  })),
  flip(
    'byte_in_claim',
    'one character of what the signed manifest says of the session',
    ['manifest_mismatch', 'not_found'],
    (drawn, dice) => {
      const name = dice.pick(CLAIMS);
      return {
        what: `${name}, ${drawn.place / 10_000} % in`,
        manifest: (claims) => ({ ...claims, challenge: withMisspelt(claims.challenge!, name, drawn) }),
      };
    },
  ),
  flip(
    'byte_in_part_claim',
    'one character of a digest in the signed manifest',
    ['manifest_mismatch'],
    ({ place, mask, order }) => ({
      manifest(claims) {
        const by = 1 + (mask % 62);
        const at = order % (claims.parts.length + 1);
        if (at === claims.parts.length) {
          return { ...claims, subject: { sha256: misspelt(claims.subject.sha256, place, by) } };
        }
        const parts = claims.parts.map((part, index) =>
          index === at ? { ...part, sha256: misspelt(part.sha256, place, by) } : part,
        );
        return { ...claims, parts };
      },
    }),
  ),
  flip(
    'byte_in_document',
    'one byte of the signed document',
    ['invalid_jws', 'key_mismatch', 'alg_not_allowed'],
    ({ place, mask }) => ({
      document: (document) => flipped(document, place, mask),
    }),
  ),
  flip('byte_in_signature', 'one character of the signature', ['invalid_jws'], ({ place, mask }) => ({
    document(document) {
      const { payload, signatures } = JSON.parse(new TextDecoder().decode(document));
      const signature = misspelt(signatures[0].signature, place, 1 + (mask % 63));
      return new TextEncoder().encode(
        JSON.stringify({ payload, signatures: [{ ...signatures[0], signature }] }),
      );
    },
  })),
];
