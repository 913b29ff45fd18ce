import { changeResponses } from '../redirect.js';

changeResponses((response, url) => (url.includes('/lids-') ? new Response(null, { status: 404 }) : response));
