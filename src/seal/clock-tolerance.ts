/** How far the clocks of client and backend may stand apart, seconds. */
export const CLOCK_TOLERANCE_S = 60;
