import { changeResponses } from '../redirect.js';

changeResponses((response, url) =>
  url.endsWith('lids.bin') ? new Response(null, { status: 404 }) : response,
);
