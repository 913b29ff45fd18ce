import type { CompleteDetail, MessageOverrides } from 'family-auth';
import { FamilyAuth } from 'family-auth/react';
import { useState } from 'react';

const messages: MessageOverrides = { welcome: { title: 'Add a card of your family' } };

export function App() {
  const [ready, setReady] = useState(false);
  const [ended, setEnded] = useState<CompleteDetail | null>(null);
  return (
    <>
      {!ready && <p>One moment…</p>}
      <FamilyAuth
        backend="http://127.0.0.1:8091"
        clientId="demo-portal"
        isolation="inline"
        messages={messages}
        onReady={() => setReady(true)}
        // Any script can dispatch this event: have your server ask the backend before you act on it.
        onComplete={({ detail }) => setEnded(detail)}
      />
      {ended && <p>Ended: {ended.status}</p>}
    </>
  );
}
