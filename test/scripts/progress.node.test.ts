import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, test } from 'node:test';
import { withProgress } from '../../scripts/progress.mjs';

/** A terminal, or a file, that keeps what is written to it. */
function streamOf({ isTTY, columns = 100 }: { isTTY: boolean; columns?: number }) {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  const terminal = {
    isTTY,
    columns,
    clearLine: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
  };
  return { stream: Object.assign(stream, terminal) as unknown as NodeJS.WriteStream, text: () => text };
}

async function taken(stream: NodeJS.WriteStream, leaveAt?: string) {
  const names: string[] = [];
  for await (const name of withProgress(
    ['anna', 'ben', 'cora'],
    (one: string) => `--person ${one}`,
    stream,
  )) {
    names.push(name);
    if (name === leaveAt) break;
  }
  return names;
}

describe('the progress of a long command', () => {
  test('names each item with its number on a terminal', async () => {
    const { stream, text } = streamOf({ isTTY: true });
    assert.deepEqual(await taken(stream), ['anna', 'ben', 'cora']);
    for (const shown of ['1/3 --person anna', '2/3 --person ben', '3/3 --person cora']) {
      assert.ok(text().includes(shown), shown);
    }
    assert.match(text(), /2\/3 --person ben · \d+ s · about \d+ s left/);
  });

  for (const [what, terminal] of [
    ['no terminal', { isTTY: false }],
    ['a terminal without a width', { isTTY: true, columns: 0 }],
  ] as const) {
    test(`writes nothing to ${what}`, async () => {
      const { stream, text } = streamOf(terminal);
      assert.deepEqual(await taken(stream), ['anna', 'ben', 'cora']);
      assert.equal(text(), '');
    });
  }

  test('leaves nothing running when the loop is left early', async () => {
    const { stream } = streamOf({ isTTY: true });
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    assert.deepEqual(await taken(stream, 'ben'), ['anna', 'ben']);
    assert.equal(timers(), before);
  });
});
