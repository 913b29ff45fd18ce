import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { rooms } from '../../scripts/house-rules.mjs';
import { read, root } from './pages.ts';

/** The rooms of the library as the page lists them, with what each may import. */
const rows = [...read('docs/architecture.md').matchAll(/^\| `(\w+)` \| .* \| (.+) \|$/gm)].map(
  ([, room, imports]) => ({ room: room!, imports: imports! }),
);

describe('the table of rooms in docs/architecture.md', () => {
  test('has each room of src/, and no other', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    assert.deepEqual(rows.map(({ room }) => room).sort(), folders.map(({ name }) => name).sort());
  });

  test('says of each room what the rules let it import', () => {
    for (const [index, { room, imports }] of rows.entries()) {
      const above = rows.slice(0, index).map((row) => row.room);
      const named = imports === 'all above' ? above : imports.split(', ').filter((name) => name !== '–');
      const allowed = (rooms as Record<string, readonly string[]>)[room]!;
      assert.deepEqual(
        named.map((name) => name.replace('(types)', '(type)')).sort(),
        [...allowed].sort(),
        room,
      );
    }
  });
});

describe('the table of rooms in sandbox/README.md', () => {
  const rows = [...read('sandbox/README.md').matchAll(/^\| `([\w-]+)` \| .+ \|$/gm)].map(([, room]) => room!);
  const ofTheSandbox = Object.keys(rooms)
    .filter((room) => room.startsWith('sandbox/'))
    .map((room) => room.replace('sandbox/', ''));

  test('has each room of the rules, and each folder, in the order in which they may import', () => {
    const folders = readdirSync(join(root, 'sandbox/src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    assert.deepEqual([...rows].sort(), folders.map(({ name }) => name).sort());
    assert.deepEqual([...rows].sort(), [...ofTheSandbox].sort());
    for (const [index, room] of rows.entries()) {
      const allowed = (rooms as Record<string, readonly string[]>)[`sandbox/${room}`]!;
      const below = rows
        .slice(index)
        .filter((other) => allowed.some((name) => name.split(' ')[0] === `sandbox/${other}`));
      assert.deepEqual(below, [], `${room} may import a room that stands below it`);
    }
  });
});
