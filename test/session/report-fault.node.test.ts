import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigurationError } from '../../src/base/errors.ts';
import { reportFault, reportMisconfiguration } from '../../src/session/page.ts';

test('a fault is reported by kind and place, never by what it quotes', (context) => {
  const said = context.mock.method(console, 'error', () => {});
  reportFault(new RangeError('119901195001010019\n at home 1199'));
  reportFault('119901195001010019');
  const text = said.mock.calls.map(({ arguments: words }) => words.join(' ')).join('\n');
  assert.match(text, /RangeError[\s\S]*report-fault\.node\.test\.ts/);
  assert.ok(!text.includes('1199'));
});

test('a page that is set up wrongly is told what is wrong, by code and in words', (context) => {
  const said = context.mock.method(console, 'error', () => {});
  reportMisconfiguration(
    new ConfigurationError('configuration_invalid', 'The redirect URI is not registered.'),
  );
  assert.deepEqual(said.mock.calls[0]?.arguments, [
    'family-auth: configuration_invalid: The redirect URI is not registered.',
  ]);
});
