import { cookieFetch } from './cookie-jar.ts';

/** A reviewer who has logged in and has a case open; `decide` posts the page's form and answers where it leads. */
export async function openCase(reviewer: { url: string; password: string }, name: string, id: string) {
  const ask = cookieFetch();
  const post = (path: string, fields: Record<string, string>) =>
    ask(new URL(path, reviewer.url), { method: 'POST', body: new URLSearchParams(fields) });
  await post('login', { reviewer: name, password: reviewer.password });
  const page = await (await ask(new URL(`cases/${id}`, reviewer.url))).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1];
  if (csrf === undefined) throw new Error('The case is not open to this reviewer.');
  return {
    decide: async (fields: Record<string, string>) =>
      (await post(`cases/${id}/decision`, { csrf, ...fields })).headers.get('location'),
  };
}
