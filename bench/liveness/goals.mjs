/** What counts as a turn taken for a shake: seen to happen, and allowed now and then. Every other wrong action is not. */
const isTurnForShake = (shown, asked) => shown.startsWith('turn_') && asked === 'shake_head';

/**
 * What the live-face check is to reach on people and clips that it was not tuned on, and whether it did. Without what was not
 * measured. Of sessions, the whole judgement where it was measured, else that of traces.
 *
 * @param {any} overall of the report
 * @returns {{goal: string, value: number, bound: 'most' | 'least', line: number, reached: boolean}[]}
 */
export function goalsOf(overall) {
  const { blink, prompted, promptedByAction, wrongAction, judged } = overall;
  const share = (part, whole) => (whole > 0 ? part / whole : null);
  const goals = [
    ...sessionGoals(judged ?? overall),
    least(
      'approved or looked at, of people who turn by less than 20°',
      servedOf((judged ?? overall).smallTurns.sessions),
      0.99,
    ),
    least('prompted actions recognised', share(prompted.right, prompted.total), 0.99),
    ...Object.entries(promptedByAction).map(([action, { right, total }]) =>
      least(`prompted ${action} recognised`, share(right, total), 0.98),
    ),
    ...wrongGoals(wrongAction),
    least('blink F1, every frame', blink.f1, 0.975),
    least('blink F1 at 15 frames a second', overall.blinkAt15fps?.f1 ?? null, 0.93),
    most('yaw, mean absolute error, degrees', overall.yawMaeDegrees, 1.5),
    most('pitch, mean absolute error, degrees', overall.pitchMaeDegrees, 2),
    most('still yaw, standard deviation, degrees', overall.stillYawSdDegrees, 0.4),
    ...Object.entries(overall.unprompted).map(([kind, { passes, sessions }]) =>
      most(`passes of ${kind}, three tries`, share(passes, sessions), 0.01),
    ),
    ...Object.entries(overall.attacks)
      .filter(([kind]) => /slideshow|flat/.test(kind))
      .map(([kind, { passes }]) => most(`passes of ${kind}`, passes, 0)),
  ];
  return goals
    .filter(({ value }) => value !== null)
    .map((goal) => ({
      ...goal,
      reached: goal.bound === 'least' ? goal.value >= goal.line : goal.value <= goal.line,
    }));
}

const least = (goal, value, line) => ({ goal, value, bound: 'least', line });
const most = (goal, value, line) => ({ goal, value, bound: 'most', line });

const goodOf = ({ live, approved = live, total }) => (total > 0 ? approved / total : null);
const servedOf = ({ live, approved = live, review, total }) =>
  total > 0 ? (approved + review) / total : null;

function sessionGoals({ sessionsByRate, sessionsByPerson, sessionsByGroup }) {
  const worst = (table) => Object.entries(table).sort(([, a], [, b]) => goodOf(a) - goodOf(b))[0];
  const worstGoal = (of, table, line) => {
    const found = worst(table);
    return found ? [least(`approved, worst ${of} (${found[0]})`, goodOf(found[1]), line)] : [];
  };
  return [
    ...Object.entries(sessionsByRate).flatMap(([rate, ends]) => [
      least(`approved at ${rate} frames a second`, goodOf(ends), 0.95),
      most(`to a person at ${rate} frames a second`, ends.total > 0 ? ends.review / ends.total : null, 0.04),
      most(`refused at ${rate} frames a second`, ends.total > 0 ? ends.refused / ends.total : null, 0.01),
    ]),
    ...worstGoal('person', sessionsByPerson, 0.85),
    ...worstGoal('group', sessionsByGroup, 0.92),
  ];
}

function wrongGoals({ matrix }) {
  const cells = Object.entries(matrix).flatMap(([shown, byAsked]) =>
    Object.entries(byAsked).map(([asked, counts]) => ({ shown, asked, ...counts })),
  );
  const shakes = cells.filter(({ shown, asked }) => isTurnForShake(shown, asked));
  const others = cells.filter(({ shown, asked }) => !isTurnForShake(shown, asked));
  const sum = (of, key) => of.reduce((total, cell) => total + cell[key], 0);
  const share = (of) => (sum(of, 'total') > 0 ? sum(of, 'accepted') / sum(of, 'total') : null);
  return [
    most('turns taken for a shake', share(shakes), 0.005),
    most('other wrong actions accepted', share(others), 0),
  ];
}
