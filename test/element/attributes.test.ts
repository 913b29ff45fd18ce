import { expect } from '@open-wc/testing';
import '../../src/define.ts';

describe('attributes with which nothing can begin', () => {
  const { error } = console;
  let lines: string[] = [];
  beforeEach(() => {
    lines = [];
    console.error = (line: unknown) => void lines.push(String(line));
  });
  afterEach(() => {
    console.error = error;
  });

  async function show(attributes: Record<string, string>) {
    const element = document.createElement('family-auth');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.body.append(element);
    await element.updateComplete;
    const { kind, code } = element.phase;
    const text = element.shadowRoot!.textContent;
    element.remove();
    return { kind, code, text };
  }

  it('are named to the engineer and told to the person where they are missing', async () => {
    const shown = await show({ 'client-id': 'portal' });
    expect([shown.kind, shown.code]).to.deep.equal(['problem', 'configuration_missing']);
    expect(lines).to.deep.equal([
      'family-auth: configuration_missing: <family-auth> lacks backend; nothing begins without.',
    ]);
    expect((await show({})).code).to.equal('configuration_missing');
    expect(lines[1]).to.contain('backend and client-id');
  });

  const usable = { backend: 'https://backend.example', 'client-id': 'portal' };
  for (const [name, value, allowed] of [
    ['engine', 'steam', 'auto, webgl, wasm'],
    ['pace', 'slow', 'standard, relaxed'],
    ['facing', 'sideways', 'user, environment'],
    ['isolation', 'none', 'frame, inline'],
    ['assets-url', 'https://[', 'URL'],
    ['redirect-uri', 'https://[', 'URL'],
    ['backend', 'https://[', 'URL'],
  ] as const) {
    it(`are named where ${name} is wrong, with what it may be`, async () => {
      const { kind, code, text } = await show({ ...usable, [name]: value });
      expect([kind, code]).to.deep.equal(['problem', 'configuration_invalid']);
      expect(text).not.to.contain(value);
      expect(lines).to.have.length(1);
      expect(lines[0]).to.contain(`${name}="${value}"`).and.to.contain(allowed);
    });
  }
});
