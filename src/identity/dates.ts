const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000;
const EARLIEST_YEAR = 1900;

/** The calendar date in China (UTC+8, no summer time) at an instant: `YYYY-MM-DD`. Ages turn at midnight there. */
export function dateInChina(epochMs: number): string {
  return new Date(epochMs + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/** Whether `date` is a day of the Gregorian calendar, written `YYYY-MM-DD`, that a living person can be born on. */
export function isBirthdate(date: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number(date.slice(0, 4)) < EARLIEST_YEAR) return false;
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

/**
 * Full years lived on `today`. Someone born on 29 February is a year older from 1 March on in common years.
 *
 * @param birthdate `YYYY-MM-DD`
 * @param today `YYYY-MM-DD`
 */
export function ageOn(birthdate: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthdate.slice(0, 4));
  return today.slice(5) < birthdate.slice(5) ? years - 1 : years;
}
