/// <reference types="family-auth/define" />
// @ts-check

document.querySelector('family-auth')?.addEventListener('family-auth-complete', ({ detail }) => {
  // Any script can dispatch this event: have your server ask the backend before you act on it.
  console.log('complete', detail.status, detail.applicationId);
});
