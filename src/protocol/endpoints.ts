/** Paths under `api_base`. One place for client, backend and conformance kit. */
export const endpoints = {
  me: () => '/me',
  applications: () => '/applications',
  application: (id: string) => `/applications/${id}`,
  challenges: (id: string) => `/applications/${id}/challenges`,
  steps: (challengeId: string) => `/challenges/${challengeId}/steps`,
  swap: (challengeId: string) => `/challenges/${challengeId}/swap`,
  evidence: (id: string) => `/applications/${id}/evidence`,
  evidencePart: (id: string, n: number | ':n') => `/applications/${id}/evidence/${n}`,
  submission: (id: string) => `/applications/${id}/submission`,
  result: (id: string) => `/applications/${id}/result`,
  withdrawal: (id: string) => `/applications/${id}/withdrawal`,
  consentWithdrawal: (id: string) => `/applications/${id}/consent-withdrawal`,
  deletionReceipts: (id: string) => `/applications/${id}/deletion-receipts`,
  appeal: (id: string) => `/applications/${id}/appeal`,
  subjectLinks: (id: string) => `/applications/${id}/subject-links`,
  appointment: (id: string) => `/applications/${id}/appointment`,
  subjectLink: (token: string) => `/family/subject-links/${token}`,
  cards: () => '/family/cards',
  card: (ref: string) => `/family/cards/${ref}`,
  cardCodes: (ref: string) => `/family/cards/${ref}/codes`,
  cardUnbinding: (ref: string) => `/family/cards/${ref}/unbinding`,
  serviceLinks: (ref: string, service: string) => `/family/cards/${ref}/services/${service}/links`,
  portalResult: (id: string) => `/portal/applications/${id}/result`,
  portalCard: (ref: string) => `/portal/cards/${ref}`,
  redeemServiceLink: () => '/portal/service-links/redemption',
  redeemCardCode: () => '/portal/card-codes/redemption',
} as const;

/** Response headers a browser client needs to read across origins. */
export const EXPOSED_HEADERS = [
  'DPoP-Nonce',
  'WWW-Authenticate',
  'Retry-After',
  'Location',
  'ETag',
  'RateLimit',
  'RateLimit-Policy',
  'Date', // a client whose own clock is wrong goes by it
] as const;
