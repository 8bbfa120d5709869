/** The kinds of application that people know by name, and what each is safely registered with. */
import type { NewClient } from '../../registry/clients.ts'

export const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

interface Kind {
  readonly name: string
  readonly meaning: string
  readonly registration: Required<
    Pick<NewClient, 'application_type' | 'grant_types' | 'response_types' | 'token_endpoint_auth_method'>
  >
}

export const kinds = {
  web: {
    name: 'Web server',
    meaning: 'Pages made by a server of yours, which can keep a secret',
    registration: {
      application_type: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  },
  browser: {
    name: 'Browser',
    meaning: 'All of it runs in the page, for instance a React or Vue app; it gets no secret',
    registration: {
      application_type: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
  },
  native: {
    name: 'Phone or desktop',
    meaning: 'Installed by the person, also a command line; it gets no secret',
    registration: {
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
  },
  machine: {
    name: 'Machine',
    meaning: 'A job or service that acts for itself; nobody signs in',
    registration: {
      application_type: 'web',
      grant_types: ['client_credentials'],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  },
  device: {
    name: 'Device',
    meaning: 'A television, console or tool without a browser; the person uses their phone',
    registration: {
      application_type: 'native',
      grant_types: [deviceCode, 'refresh_token'],
      response_types: [],
      token_endpoint_auth_method: 'none',
    },
  },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds

export const kindNames = Object.keys(kinds) as KindName[]

export const isKind = (value: string | undefined): value is KindName =>
  value !== undefined && Object.hasOwn(kinds, value)

/** What an application is by its registration, whoever made it. */
export function kindOf({
  grant_types,
  application_type,
  token_endpoint_auth_method,
}: {
  grant_types: readonly string[]
  application_type: 'web' | 'native'
  token_endpoint_auth_method: string
}): KindName {
  if (!grant_types.includes('authorization_code') && !grant_types.includes('implicit'))
    return grant_types.includes(deviceCode) ? 'device' : 'machine'
  if (application_type === 'native') return 'native'
  return token_endpoint_auth_method === 'none' ? 'browser' : 'web'
}
