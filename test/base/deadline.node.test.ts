import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { anySignal } from '../../src/base/deadline.ts';

const native = AbortSignal.any;
const withAndWithout: readonly (readonly [string, typeof AbortSignal.any | undefined])[] = [
  ['the platform has AbortSignal.any', native],
  ['it does not', undefined],
];

for (const [situation, any] of withAndWithout)
  describe(`a signal of several, where ${situation}`, () => {
    afterEach(() => {
      AbortSignal.any = native;
    });
    const combine = (signals: AbortSignal[]) => {
      Object.assign(AbortSignal, { any });
      return anySignal(signals);
    };

    it('fires with the reason of the one that does', () => {
      const b = new AbortController();
      const either = combine([new AbortController().signal, b.signal]);
      assert.equal(either.aborted, false);
      b.abort('second');
      assert.equal(either.reason, 'second');
    });

    it('has fired already when one of them has', () => {
      assert.equal(combine([new AbortController().signal, AbortSignal.abort('gone')]).reason, 'gone');
    });
  });
