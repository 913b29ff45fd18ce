import { changeResponses } from '../redirect.js';

changeResponses((response, url) =>
  url.endsWith('facemesh-attention.bin') ? new Response(null, { status: 404 }) : response,
);

export * from '../../../../dist/assets/landmark-worker.js';
