/** A line of progress that says what came of a clip. */
export function printRow({ clip, kind, blink, angles, prompted, sessions, unprompted, attacks }, progress) {
  const said = [`${clip} (${kind}; ${progress})`];
  if (blink.every)
    said.push(`blinks ${blink.every.found} of ${blink.every.truth}, ${blink.every.false} false`);
  if (angles) said.push(`yaw ± ${degrees(angles.yawMaeDegrees)}, pitch ± ${degrees(angles.pitchMaeDegrees)}`);
  if (prompted) {
    const ends = Object.values(prompted).flatMap((each) => Object.values(each));
    said.push(`prompts ${sum(ends, 'right')} of ${sum(ends, 'total')}`);
  }
  for (const [rate, ends] of Object.entries(sessions ?? {}))
    if (ends) said.push(`${rate} fps: ${sessionsText(ends)}`);
  const passes = sum(Object.values(unprompted), 'passes');
  if (passes > 0) said.push(`PASSED UNPROMPTED ${passes} times`);
  for (const [made, rates] of Object.entries(attacks ?? {})) {
    const live = sum(Object.values(rates).filter(Boolean), 'live');
    if (live > 0) said.push(`PASSED AS ${made}: ${live} times`);
  }
  console.log(said.join(' | '));
  for (const [rate, ends] of Object.entries(sessions ?? {})) {
    if (ends && Object.keys(ends.by).length > 0) console.log(`    ${rate} fps, not live because`, ends.by);
  }
}

/** The figures of all clips together, as lines. */
export function printOverall(overall) {
  const { blink, wrongAction, smallTurns } = overall;
  console.log('\nblinks');
  for (const [name, score] of [
    ['every frame', blink],
    ...Object.entries(overall).filter(([key]) => key.startsWith('blinkAt')),
  ]) {
    if (score.truth > 0)
      console.log(
        `  ${name}: F1 ${score.f1.toFixed(3)} (${score.found} of ${score.truth}, ${score.false} false)`,
      );
  }
  if (overall.yawMaeDegrees !== null) {
    console.log('angles, mean absolute error against the camera, and against the own rest');
    for (const angle of ['yaw', 'pitch', 'roll']) {
      console.log(
        `  ${angle} ${degrees(overall[`${angle}MaeDegrees`])}, ${degrees(overall[`${angle}MaeFromRestDegrees`])}`,
      );
    }
    console.log(
      `  still yaw, standard deviation ${degrees(overall.stillYawSdDegrees)}; one face found in ${percent(overall.detectedRate)}`,
    );
  }
  printPeople('people', overall);
  if (smallTurns.people.length > 0)
    printPeople(`people whose film turns by less than 20° (${smallTurns.people.join(', ')})`, smallTurns);
  if (overall.judged) {
    printJudged('the whole judgement', overall.judged);
    printJudged('the whole judgement of people whose film turns by less than 20°', overall.judged.smallTurns);
  }
  if (wrongAction.total > 0) {
    console.log(`wrong actions accepted: ${wrongAction.accepted} of ${wrongAction.total}`);
    for (const [shown, byAsked] of Object.entries(wrongAction.matrix)) {
      for (const [asked, { accepted, total }] of Object.entries(byAsked)) {
        if (accepted > 0) console.log(`  ${shown} for ${asked}: ${accepted} of ${total}`);
      }
    }
  }
  for (const [title, table] of [
    ['played whatever was asked, three tries', overall.unprompted],
    ['attacks that answer prompts', overall.attacks],
  ]) {
    console.log(`${title}: passes, and at most so many of a hundred (95 %)`);
    for (const [kind, { passes, sessions, toPerson, upperBound }] of Object.entries(table)) {
      console.log(`  ${kind}: ${passes} of ${sessions} (≤ ${percent(upperBound)}), ${toPerson} to a person`);
    }
  }
}

/** What is to be reached and was not. */
export function printGoals(goals) {
  const missed = goals.filter(({ reached }) => !reached);
  console.log(`\ngoals: ${goals.length - missed.length} of ${goals.length} reached`);
  for (const { goal, value, bound, line } of missed) {
    console.log(
      `  NOT REACHED: ${goal}: ${Number(value.toFixed(4))}, ${bound === 'most' ? 'at most' : 'at least'} ${line}`,
    );
  }
}

function printPeople(title, tables) {
  const { prompted, promptedByAction, promptedByGroup, sessions } = tables;
  if (sessions.total === 0) return;
  console.log(title);
  console.log(
    `  prompts: ${prompted.right} of ${prompted.total} (${percent(prompted.right / prompted.total)})`,
  );
  for (const [name, { right, total }] of Object.entries({ ...promptedByAction, ...promptedByGroup })) {
    console.log(`    ${name}: ${right} of ${total} (${percent(right / total)})`);
  }
  printSessions('sessions', tables);
  console.log('  not live because', tables.notLiveBecause);
}

function printJudged(title, tables) {
  if (tables.sessions.total === 0) return;
  console.log(title);
  printSessions('sessions with pictures', tables);
  console.log('  not approved because', tables.notApprovedBecause);
}

function printSessions(what, { sessionsByRate, sessionsByPerson, sessionsByGroup }) {
  for (const [rate, ends] of Object.entries(sessionsByRate)) {
    console.log(`  ${what} at ${rate} fps: ${sessionsText(ends)}`);
  }
  for (const [name, ends] of Object.entries({ ...sessionsByPerson, ...sessionsByGroup })) {
    console.log(`    ${name}: ${sessionsText(ends)}`);
  }
}

const sessionsText = ({ live, approved, review, refused, total, withoutMovement }) => {
  const good = live === undefined ? `${percent(approved / total)} approved` : `${percent(live / total)} live`;
  const without = withoutMovement > 0 ? ` (${percent(withoutMovement / total)} without a movement)` : '';
  return `${good}, ${percent(review / total)} to a person${without}, ${percent(refused / total)} refused of ${total}`;
};
const degrees = (value) => `${value === null ? '–' : value.toFixed(2)}°`;
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
