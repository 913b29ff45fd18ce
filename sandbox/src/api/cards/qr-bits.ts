import type { CardCode } from '@family-auth/library/protocol/card.ts';
import { encode } from 'uqr';

/** A QR symbol (ISO/IEC 18004, error correction M) as bits, row by row, most significant first, without quiet zone. */
export function qrBits(text: string): CardCode['qr'] {
  const { size, data } = encode(text, { ecc: 'M', border: 0 });
  const bits = data.flat();
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((dark, index) => {
    if (dark) bytes[index >> 3]! |= 0x80 >> (index & 7);
  });
  return { size, modules: Buffer.from(bytes).toString('base64url') };
}
