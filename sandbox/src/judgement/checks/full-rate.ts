import type { Coverage } from '@family-auth/library/challenge/coverage.ts';
import type { Policy } from '@family-auth/library/challenge/policy.ts';
import type { Finding } from '../check-record.ts';
import type { JudgedChallenge } from '../judgement.ts';

/**
 * Whether movements were seen closely enough for a machine to tell a head from pictures of one. Below the full rate it
 * cannot, whatever else passes, so a person decides; nobody is refused for it.
 *
 * What the client said of its rate chose the plan and counts for nothing here. Frames count once and against the server's
 * clock, each step by itself and each movement by its slowest stretch: neither repeated frames nor a fast pause nor a
 * compressed trace makes a slow video a fast one.
 */
export function checkFullRate(
  { looks, slowestFps, fewestTurnAngles, suddenPerAngle }: Coverage,
  { steps }: Pick<JudgedChallenge, 'steps'>,
  { rate, coverage }: Policy,
): Finding {
  const serverFps = steps
    .map(
      ({ i, revealedAtMs, committedAtMs }) => (1000 * (looks.get(i) ?? 0)) / (committedAtMs - revealedAtMs),
    )
    .reduce((slowest, fps) => Math.min(slowest, fps), Number.POSITIVE_INFINITY);
  const neededFps = coverage.minFps * (1 - coverage.maxShortfall);
  return {
    passed:
      rate === 'full' &&
      serverFps >= neededFps &&
      slowestFps >= neededFps &&
      suddenPerAngle <= coverage.maxSuddenPerAngle,
    detail: {
      profile: rate,
      server_fps: round(serverFps),
      slowest_fps: round(slowestFps),
      turn_angles: fewestTurnAngles,
      sudden_per_angle: Number.isFinite(suddenPerAngle)
        ? Math.round(1000 * suddenPerAngle) / 1000
        : 'infinite',
    },
  };
}

const round = (fps: number) => Math.round(fps * 10) / 10;
