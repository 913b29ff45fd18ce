import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose';
import type { Dice } from '../dice.ts';
import { RECORDINGS, type RecordingName } from '../film.ts';
import type { Forgery, Kind } from '../forgery.ts';

const OTHER: Readonly<Record<(typeof RECORDINGS)[number], RecordingName>> = {
  anna: 'dev',
  dev: 'finn',
  finn: 'anna',
};

const forged = (
  name: string,
  says: string,
  forge: (dice: Dice, recording: (typeof RECORDINGS)[number]) => Partial<Forgery> & { what: string },
): Kind => ({
  name,
  says,
  make(dice) {
    const recording = dice.pick(RECORDINGS);
    return { recording, meant: ['manifest_mismatch'], ...forge(dice, recording) };
  },
});

const withReceipts = (
  change: (receipts: readonly string[]) => readonly string[],
): Pick<Forgery, 'manifest'> => ({
  manifest: (claims) => ({
    ...claims,
    challenge: { ...claims.challenge!, receipts: [...change(claims.challenge!.receipts)] },
  }),
});

export const receiptKinds: readonly Kind[] = [
  forged('receipts_reordered', 'receipts in another order', (dice) => {
    const by = dice.between(1, 3);
    const back = dice.int(2) === 0;
    return {
      what: back ? 'last first' : `turned by ${by}`,
      ...withReceipts((receipts) =>
        back ? receipts.toReversed() : receipts.map((_, at) => receipts[(at + by) % receipts.length]!),
      ),
    };
  }),
  forged('receipts_dropped', 'receipts left out or given twice', (dice) => {
    const [at, twice] = [dice.int(4), dice.int(2) === 0];
    return {
      what: `receipt ${at} ${twice ? 'twice' : 'left out'}`,
      ...withReceipts((receipts) =>
        receipts.flatMap((receipt, index) => (index !== at ? [receipt] : twice ? [receipt, receipt] : [])),
      ),
    };
  }),
  forged('receipts_forged', "a receipt with the forger's own times, signed by a key of their own", (dice) => {
    const [at, ms] = [dice.int(4), dice.eitherWay(100, 5000)];
    let own: string | undefined;
    return {
      what: `receipt ${at}, ${ms} ms later`,
      async later(film) {
        const { privateKey } = await generateKeyPair('ES256');
        own = await new SignJWT({ cid: 'made-up', i: at, committed_at_ms: Date.now() + ms })
          .setProtectedHeader({ alg: 'ES256', typ: 'fap-receipt+jwt' })
          .sign(privateKey);
        return film;
      },
      ...withReceipts((receipts) =>
        receipts.map((receipt, index) => (index === at ? sameHeader(receipt, own!) : receipt)),
      ),
    };
  }),
  forged('receipts_of_other_session', 'a receipt of an earlier session', (dice, recording) => {
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
  }),
];

/** The forged claims under the header of the real receipt, with the forger's signature. */
function sameHeader(real: string, forged: string): string {
  const header = Buffer.from(JSON.stringify(decodeProtectedHeader(real))).toString('base64url');
  const claims = { ...decodeJwt(real), ...decodeJwt(forged) };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${header}.${payload}.${forged.split('.')[2]}`;
}
