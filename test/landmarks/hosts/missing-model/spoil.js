import { changeResponses } from '../redirect.js';

changeResponses((response, url) =>
  url.endsWith('face-mesh.bin') ? new Response(null, { status: 404 }) : response,
);
