import type { CompleteDetail, MessageOverrides } from 'family-auth';
import { FamilyAuth } from 'family-auth/react';
import { useState } from 'react';

const messages: MessageOverrides = { welcome: { title: 'Add a card of your family' } };

export function App() {
  const [ended, setEnded] = useState<CompleteDetail | null>(null);
  return (
    <>
      <FamilyAuth
        backend="http://127.0.0.1:8091"
        clientId="demo-portal"
        isolation="inline"
        messages={messages}
        // Any script can dispatch this event: have your server ask the backend before you act on it.
        onComplete={({ detail }) => setEnded(detail)}
      />
      {ended && <p>Ended: {ended.status}</p>}
    </>
  );
}
