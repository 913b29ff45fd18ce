import { addresses, rooms } from '../house-rules.mjs';
import { roomOf } from './read-sources.mjs';

/**
 * The imports that the rules do not allow: `{from, to, why}`. `dependencies` are the packages that a user of the
 * library gets along with it; the landmark room bundles its own instead.
 *
 * @returns {{from: string, to: string, why: string}[]}
 */
export function findBrokenArrows(sources, dependencies) {
  return sources.flatMap((source) =>
    source.imports.flatMap((imported) => {
      const why = imported.target
        ? whyNotFile(source.room, imported)
        : whyNotPackage(source.room, imported, dependencies);
      return why ? [{ from: source.path, to: imported.target ?? imported.package, why }] : [];
    }),
  );
}

function whyNotFile(room, { target, typeOnly }) {
  if (room === undefined) return undefined;
  const to = roomOf(target);
  if (to === room) return undefined;
  if (!target.startsWith('src/')) return room === 'sandbox' ? undefined : `${target} is not of the library`;
  if (to === undefined) return 'the entries of the library are not for its own rooms';
  const allowed = rooms[room];
  if (!allowed) return `the room ${room} has no row in scripts/house-rules.mjs`;
  if (allowed.includes(to) || (typeOnly && allowed.includes(`${to} (type)`))) return undefined;
  return allowed.includes(`${to} (type)`)
    ? `${room} may know ${to} by type only`
    : `${room} may not import ${to}`;
}

function whyNotPackage(room, { package: name, typeOnly }, dependencies) {
  const address = addresses.find(({ packages }) => packages.some((pattern) => matches(pattern, name)));
  if (address) {
    return address.rooms.includes(room)
      ? undefined
      : `${name} may be named only in ${address.rooms.join(', ')}`;
  }
  if (room === 'sandbox' || typeOnly || name.startsWith('node:')) return undefined;
  const known = dependencies.some((dependency) => name === dependency || name.startsWith(`${dependency}/`));
  return known ? undefined : `${name} is not a dependency of the library`;
}

function matches(pattern, name) {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
