/** Reads what the page says over the wire: the measured frame rate and the engine that the submission names. */
export function watchTraffic(page) {
  const seen = { processedFps: null, engine: null, applicationId: null };
  page.on('request', (request) => {
    if (request.method() !== 'POST') return;
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('/challenges'))
      seen.processedFps = bodyOf(request)?.measured_fps ?? seen.processedFps;
    if (pathname.endsWith('/submission')) {
      const claims = payloadOf(bodyOf(request));
      seen.engine = claims?.client?.engine ?? null;
      seen.applicationId = claims?.app ?? null;
    }
  });
  return seen;
}

function bodyOf(request) {
  try {
    return JSON.parse(request.postData() ?? 'null');
  } catch {
    return null;
  }
}

function payloadOf(jws) {
  return jws?.payload ? JSON.parse(Buffer.from(jws.payload, 'base64url').toString()) : null;
}
