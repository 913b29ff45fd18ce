import { changeResponses } from '../redirect.js';

changeResponses(async (response, url) => {
  if (!url.includes('/lids-')) return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  bytes[1000] ^= 1;
  return new Response(bytes);
});
