import { createFlow } from 'family-auth/client';
import { show } from './flow.js';

const flow = createFlow({
  backend: 'http://127.0.0.1:8091',
  clientId: 'demo-portal',
  redirectUri: new URL('/family-auth/browser/callback.html', location.href).href,
  assetsUrl: new URL('/family-auth/assets/', location.href).href,
  locale: 'en',
});
addEventListener('pagehide', () => void flow.close());
const result = await show(flow, document.querySelector('main')!);
console.log('approved: hand this to your server', result);
