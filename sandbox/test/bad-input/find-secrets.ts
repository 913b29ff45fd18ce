const known = new Map<string, readonly string[]>();

/** The forms in which a text gets into an address, a body or a log; all in lower case. */
function formsOf(secret: string): readonly string[] {
  const before = known.get(secret);
  if (before !== undefined) return before;
  const bytes = Buffer.from(secret);
  const percent = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const forms = [
    secret,
    json,
    json.replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
    percent,
    encodeURIComponent(percent),
    new URLSearchParams([['', secret]]).toString().slice(1),
    [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
  const lower = [...new Set(forms.map((form) => form.toLowerCase()))];
  known.set(secret, lower);
  return lower;
}

/** A text with what is encoded within it: a token's claims, a document's payload. */
const opened = (text: string): string[] => [
  text,
  ...(text.match(/[\w+/-]{16,}/g) ?? []).map((run) => Buffer.from(run, 'base64url').toString()),
];

/** Which of `secrets` stand in one of `texts`, as they are or encoded. */
export function findSecrets(secrets: readonly string[], texts: readonly string[]): string[] {
  const where = texts.flatMap(opened).map((text) => text.toLowerCase());
  return secrets.filter((secret) =>
    formsOf(secret).some((form) => where.some((text) => text.includes(form))),
  );
}
