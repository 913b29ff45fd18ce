import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Claimed and true frames a second. */
export const RATES = [30, 15, 11, 8, 4];

/**
 * Sessions that have ended, kept in a file from which a later run goes on.
 *
 * @param {string | null} file `null` keeps them for this run only
 */
export function openState(file) {
  const { sessions, days } =
    file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { sessions: [], days: [] };
  const save = () => {
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify({ sessions, days }));
    renameSync(`${file}.part`, file);
  };
  const ended = (clip, rate) => sessions.filter((each) => each.clip === clip && each.rate === rate);
  return {
    days,
    ended,
    addSession(session) {
      sessions.push(session);
      save();
    },
    addDay(day) {
      days.push(day);
      save();
    },
    /** What came of a video's sessions at one rate. */
    row(clip, rate) {
      const theirs = ended(clip, rate);
      const count = (outcome) => theirs.filter((each) => each.outcome === outcome).length;
      const refusedBy = {};
      for (const { refusedBy: by } of theirs) if (by) refusedBy[by] = (refusedBy[by] ?? 0) + 1;
      return {
        clip,
        claimedFps: rate,
        trueFps: rate,
        sessions: theirs.length,
        approved: count('approved'),
        review: count('review'),
        refused: count('refused'),
        /** Of the refused, those whose video did not carry out the plan. */
        notHandedIn: theirs.filter(({ refusedBy: by }) => by?.startsWith('prompt:')).length,
        refusedBy,
      };
    },
  };
}
