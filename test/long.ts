/** Why a test did not run; the counts of `npm test` name it apart from what cannot run here. */
export const LEFT_TO_FULL = 'left to npm run test:full';

/**
 * Options of a test that repeats at length what a shorter one beside it shows once: `npm test` leaves it out,
 * `npm run test:full` and `node --test FILE` run it.
 */
export const long = { skip: process.env.FAMILY_AUTH_TESTS === 'quick' ? LEFT_TO_FULL : false } as const;
