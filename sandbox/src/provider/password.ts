import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { CHINESE_PASSWORD_WORDS } from './chinese-passwords.ts';

/** Cost of scrypt (RFC 7914): 32 MiB and about 80 ms a check. */
const COST = { N: 2 ** 15, r: 8, p: 1 };
const LENGTH = 32;

const PASSWORD_MIN = 8;
/** Of a longer password this much is looked at, which bounds the work. */
const LOOKED_AT = 64;
/** By zxcvbn's scale from 0 to 4: below it, fewer than a million guesses find the password. */
const LEAST_SCORE = 2;

const guesser = new ZxcvbnFactory({
  dictionary: { ...dictionary, chinese: [...CHINESE_PASSWORD_WORDS] },
  graphs: adjacencyGraphs,
});

/**
 * What is wrong with a new password: too short, or among the first that somebody would try, as common passwords, rows of
 * keys and dates are.
 *
 * @param particulars the person's own, which others know: name, number, phone.
 */
export function passwordError(
  password: string,
  particulars: readonly string[],
): 'password_short' | 'password_common' | undefined {
  if ([...password].length < PASSWORD_MIN) return 'password_short';
  const { score } = guesser.check(password.slice(0, LOOKED_AT), [...particulars]);
  return score < LEAST_SCORE ? 'password_common' : undefined;
}

/** `scrypt$N$r$p$salt$hash` with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Whether `password` is the one; takes as long when there is no account (`stored` undefined). */
export async function checkPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, N, r, p, salt, hash] = (stored ?? ABSENT).split('$') as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const expected = Buffer.from(hash, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return timingSafeEqual(actual, expected) && stored !== undefined;
}

const ABSENT = ['scrypt', COST.N, COST.r, COST.p, 'AAAA', Buffer.alloc(LENGTH).toString('base64url')].join(
  '$',
);

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const maxmem = 256 * cost.N * cost.r;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, LENGTH, { ...cost, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
