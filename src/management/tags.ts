/** The groups that routes are shown in. */

interface Tag {
  readonly name: string
  readonly description: string
  /** Where its fields are explained. */
  readonly docs: `/docs/${string}`
}

/** By the beginning of their paths, in the order in which they are shown. */
export const tags: Readonly<Record<string, Tag>> = {
  clients: {
    name: 'Clients',
    description: 'Applications: their registration, secrets and owners',
    docs: '/docs/registration#clients',
  },
  resources: {
    name: 'APIs',
    description: 'Protected resources with their scopes, and the clients that may ask for them',
    docs: '/docs/registration#apis',
  },
  users: {
    name: 'People',
    description:
      'Added, searched, disabled, given roles; what they prove themselves with, their sessions, grants and consents',
    docs: '/docs/registration#people',
  },
  invitations: {
    name: 'Invitations',
    description: 'Links with which people make an account, each for one address',
    docs: '/docs/sign-in-methods#sign-up',
  },
  keys: {
    name: 'Signing keys',
    description: 'The keys that sign tokens',
    docs: '/docs/operate#signing-keys',
  },
  settings: {
    name: 'Settings',
    description: 'What an operator sets while the server runs',
    docs: '/docs/settings#settings',
  },
  'initial-access-tokens': {
    name: 'Initial access tokens',
    description: 'With one of these an application registers itself (RFC 7591)',
    docs: '/docs/dynamic-registration',
  },
  'audit-events': {
    name: 'Audit trail',
    description: 'Who did what, when, from where',
    docs: '/docs/audit',
  },
  records: {
    name: 'Records',
    description: 'People, APIs and clients as JSON lines: moved in, and taken along',
    docs: '/docs/move-records',
  },
}
