import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose';
import { type Forgery, type Kind, kindOf } from '../forgery.ts';
import type { RECORDINGS, RecordingName } from '../video.ts';

const OTHER: Readonly<Record<(typeof RECORDINGS)[number], RecordingName>> = {
  anna: 'dev',
  dev: 'finn',
  finn: 'anna',
};

const withReceipts = (
  change: (receipts: readonly string[]) => readonly string[],
): Pick<Forgery, 'manifest'> => ({
  manifest: (claims) => ({
    ...claims,
    challenge: { ...claims.challenge!, receipts: [...change(claims.challenge!.receipts)] },
  }),
});

export const receiptKinds: readonly Kind[] = [
  kindOf('receipts_reordered', 'receipts in another order', ['manifest_mismatch'], (dice) => {
    const by = dice.between(1, 3);
    const back = dice.int(2) === 0;
    return {
      what: back ? 'last first' : `turned by ${by}`,
      ...withReceipts((receipts) =>
        back ? receipts.toReversed() : receipts.map((_, at) => receipts[(at + by) % receipts.length]!),
      ),
    };
  }),
  kindOf('receipts_dropped', 'receipts left out or given twice', ['manifest_mismatch'], (dice) => {
    const [at, twice] = [dice.int(4), dice.int(2) === 0];
    return {
      what: `receipt ${at} ${twice ? 'twice' : 'left out'}`,
      ...withReceipts((receipts) =>
        receipts.flatMap((receipt, index) => (index !== at ? [receipt] : twice ? [receipt, receipt] : [])),
      ),
    };
  }),
  kindOf(
    'receipts_forged',
    "a receipt with the forger's own times, signed by a key of their own",
    ['manifest_mismatch'],
    (dice) => {
      const [at, ms] = [dice.int(4), dice.eitherWay(100, 5000)];
      let own: string | undefined;
      return {
        what: `receipt ${at}, ${ms} ms later`,
        async later(video) {
          const { privateKey } = await generateKeyPair('ES256');
          own = await new SignJWT({ cid: 'made-up', i: at, committed_at_ms: Date.now() + ms })
            .setProtectedHeader({ alg: 'ES256', typ: 'fap-receipt+jwt' })
            .sign(privateKey);
          return video;
        },
        ...withReceipts((receipts) =>
          receipts.map((receipt, index) => (index === at ? sameHeader(receipt, own!) : receipt)),
        ),
      };
    },
  ),
  kindOf(
    'receipts_of_other_session',
    'a receipt of an earlier session',
    ['manifest_mismatch'],
    (dice, recording) => {
      const [at, all] = [dice.int(4), dice.int(2) === 0];
      return {
        what: all ? 'all of them' : `receipt ${at}`,
        first: { recording: OTHER[recording], submitted: dice.int(2) === 0 },
        manifest: (claims, earlier) => ({
          ...claims,
          challenge: {
            ...claims.challenge!,
            receipts: claims.challenge!.receipts.map((receipt, index) =>
              all || index === at ? earlier!.claims.receipts[index]! : receipt,
            ),
          },
        }),
      };
    },
  ),
];

/** The forged claims under the header of the real receipt, with the forger's signature. */
function sameHeader(real: string, forged: string): string {
  const header = Buffer.from(JSON.stringify(decodeProtectedHeader(real))).toString('base64url');
  const claims = { ...decodeJwt(real), ...decodeJwt(forged) };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${header}.${payload}.${forged.split('.')[2]}`;
}
