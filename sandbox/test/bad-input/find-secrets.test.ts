import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findSecrets } from './find-secrets.ts';
import { watchTerminal } from './watch-terminal.ts';

const NAME = '安建国';
const PASSWORD = 'correct horse+battery';

describe('the search for what is personal', () => {
  const forms: Readonly<Record<string, string>> = {
    'as it is': `register ${NAME}`,
    'in JSON without other letters': '{"name":"\\u5B89\\u5efa\\u56fd"}',
    'in an address': `/confirm/x?name=${encodeURIComponent(NAME)}`,
    'in an address, in small letters': `/?name=${encodeURIComponent(NAME).toLowerCase()}`,
    'encoded twice': encodeURIComponent(encodeURIComponent(NAME)),
    'in base64url': Buffer.from(NAME).toString('base64url'),
    'within the claims of a token': `Bearer e30.${Buffer.from(JSON.stringify({ sub: 'x', name: NAME })).toString('base64url')}.AAAA`,
    'in hexadecimal digits': Buffer.from(NAME).toString('hex'),
  };
  for (const [kind, text] of Object.entries(forms)) {
    it(`finds a name ${kind}`, () => assert.deepEqual(findSecrets([NAME], ['', text]), [NAME]));
  }

  it('finds the field of a form', () => {
    const body = new URLSearchParams({ password: PASSWORD }).toString();
    assert.deepEqual(findSecrets([NAME, PASSWORD], [`body ${body}`]), [PASSWORD]);
  });

  it('finds nothing in what holds nothing', () => {
    assert.deepEqual(findSecrets([NAME, PASSWORD], ['8 internal: TypeError', '']), []);
  });

  it('sees what goes to the terminal, whichever way', () => {
    const { lines, stop } = watchTerminal();
    try {
      process.stdout.write('# one\n');
      process.stderr.write(Buffer.from('# two\n'));
      console.log('# three');
      console.error('# four');
    } finally {
      stop();
    }
    assert.deepEqual(lines, ['# one\n', '# two\n', '# three\n', '# four\n']);
  });
});
