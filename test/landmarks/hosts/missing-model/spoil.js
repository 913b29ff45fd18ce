import { changeResponses } from '../redirect.js';

changeResponses((response, url) =>
  url.includes('/face-mesh-') ? new Response(null, { status: 404 }) : response,
);
