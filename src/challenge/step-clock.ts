/** Longest that a reveal and a commit together may be on their way, milliseconds: one slow request is forgiven up to here. */
export const MAX_BEHIND_MS = 3000;
/** The same on average over the steps of a plan. Source: LIVENESS 8.6, skew at most 1 s. */
export const MAX_MEAN_BEHIND_MS = 1000;
