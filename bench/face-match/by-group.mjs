import { upperBound } from '../clips/statistics.mjs';

/**
 * How many comparisons of different people a machine that approves up to this distance would accept.
 *
 * @param {readonly {distance: number}[]} impostors
 * @param {number} line
 */
export function falseAcceptsAt(impostors, line) {
  const falseAccepts = impostors.filter(({ distance }) => distance <= line).length;
  return { line, falseAccepts, upperBound: upperBound(falseAccepts, impostors.length) };
}

/**
 * How many of the people themselves such a machine would leave to a person.
 *
 * @param {readonly {distance: number}[]} genuine
 * @param {number} line
 */
export const reviewsAt = (genuine, line) => ({
  people: genuine.filter(({ distance }) => distance > line).length,
  of: genuine.length,
});

/** Said where no person has a group. */
export const NO_GROUPS = 'beside no person there is a NAME.gt.json with a `group`';

/**
 * Who is taken for whom within each group, and otherwise: whether the descriptor tells the people of one group apart as well as
 * others. Only people of whom it is known to which groups they belong are counted.
 *
 * @param {{name: string, groups: readonly string[]}[]} people
 * @param {{kind: string, photoOf: string, before: string, distance: number}[]} comparisons of everybody with everybody
 * @param {readonly number[]} lines distances
 * @returns one for each group of two people and more, or `null` where nobody's is known. `within`: both people are of the group;
 *   `others`: one of them is not. `beyond`: how many of the people themselves are farther than the first line from the photo.
 */
export function byGroup(people, comparisons, lines) {
  const groupsOf = new Map(
    people.filter(({ groups }) => groups.length > 0).map(({ name, groups }) => [name, groups]),
  );
  const known = comparisons.filter(({ photoOf, before }) => groupsOf.has(photoOf) && groupsOf.has(before));
  const names = [...new Set([...groupsOf.values()].flat())].sort();
  if (names.length === 0) return null;
  return names.flatMap((group) => {
    const isOf = (name) => groupsOf.get(name).includes(group);
    const members = [...groupsOf.keys()].filter(isOf);
    if (members.length < 2) return [];
    const impostors = known.filter(({ photoOf, before }) => photoOf !== before);
    const within = ({ photoOf, before }) => isOf(photoOf) && isOf(before);
    const genuine = (kind) =>
      known.filter((each) => each.kind === kind && each.photoOf === each.before && isOf(each.before));
    const beyond = (kind) => reviewsAt(genuine(kind), lines[0]);
    return [
      {
        group,
        people: members.length,
        within: sharesAt(impostors.filter(within), lines),
        others: sharesAt(
          impostors.filter((each) => !within(each)),
          lines,
        ),
        beyond: { idPhoto: beyond('idPhoto'), ownClip: beyond('ownClip') },
      },
    ];
  });
}

/**
 * @param {{distance: number}[]} comparisons
 * @param {readonly number[]} lines
 */
function sharesAt(comparisons, lines) {
  return {
    comparisons: comparisons.length,
    lines: lines.map((line) => {
      const found = falseAcceptsAt(comparisons, line);
      return { ...found, share: comparisons.length > 0 ? found.falseAccepts / comparisons.length : null };
    }),
  };
}

/** As lines for a terminal. */
export function tellGroups(groups) {
  if (groups === null) return [`by group: skipped, for ${NO_GROUPS}`];
  const percent = (share) => (share === null ? '–' : `${(100 * share).toFixed(2)} %`);
  const shares = ({ lines }) =>
    lines.map(({ line, share }) => `${line.toFixed(2)}: ${percent(share)}`).join(', ');
  return groups.flatMap(({ group, people, within, others, beyond: { idPhoto, ownClip } }) => [
    `${group}, ${people} people: of ${within.comparisons} comparisons within it, nearer than ${shares(within)};`,
    `  of ${others.comparisons} others ${shares(others)}; themselves to a person: ${idPhoto.people} of ${idPhoto.of} by ID photo, ` +
      `${ownClip.people} of ${ownClip.of} by a photo of the own clip`,
  ]);
}
