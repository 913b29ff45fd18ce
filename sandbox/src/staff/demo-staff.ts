import { codesByMinute } from './one-time-codes.ts';
import {
  type DEMO_ACCOUNTS,
  drawLogin,
  type StaffLogin,
  type StaffStore,
  setDemoStaff,
} from './staff-accounts.ts';

export type DemoStaff = Readonly<Record<'reviewer' | 'secondReviewer' | 'clerk' | 'auditor', StaffLogin>>;

/**
 * Accounts for whoever sits at this computer, anew at each start: what an earlier start printed works no more.
 *
 * @param wanted `false`: none, and those of an earlier start are disabled.
 */
export async function openDemoStaff(store: StaffStore, wanted: boolean): Promise<DemoStaff | null> {
  const login = wanted ? drawLogin() : null;
  await setDemoStaff(store, login);
  if (login === null) return null;
  const named = (name: keyof typeof DEMO_ACCOUNTS): StaffLogin => ({ name, ...login });
  return {
    reviewer: named('reviewer'),
    secondReviewer: named('reviewer-2'),
    clerk: named('clerk'),
    auditor: named('auditor'),
  };
}

/** One-time codes for the next minutes of the clock, in one line. */
export const codesLine = ({ reviewer }: DemoStaff, minutes = 5): string =>
  codesByMinute(reviewer.totpSecret, Date.now(), minutes)
    .map(({ minute, code }) => `${clockOf(minute)} ${code}`)
    .join('   ');

const clockOf = (at: Date): string =>
  [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
