/**
 * What `npm start` fills a new local server with. Nothing of this is part of the Worker: a deployed one holds neither
 * these names nor these secrets.
 */

/** The client of the introduction: a web server's, let off PKCE so that its authorize URL can be opened by hand. */
export const demoClient = {
  client_id: '6e9d1db3-2feb-4c1f-a5ad-9e93ae8ca59d',
  client_secret: 'sQesTWAnTwaw-Nn0oK35GA',
}

export const demoUser = { login: 'stevehu', password: '123456' }

const everyone = [
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'offline_access',
  'account.r',
  'account.w',
]

/** @param demo the origin of the demo application, which is also the identifier of the demo API */
export const demoClients = (demo: string) => [
  {
    client_id: demoClient.client_id,
    client_secret: demoClient.client_secret,
    client_name: 'Demo app',
    client_uri: demo,
    initiate_login_uri: `${demo}/sign-in`,
    redirect_uris: [`${demo}/authorization`],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    scope: everyone,
    default_scope: ['account.r', 'account.w'],
    resources: [demo],
    require_pkce: false,
  },
  {
    client_id: 'demo-spa',
    client_name: 'Demo browser app',
    client_uri: demo,
    redirect_uris: [`${demo}/spa`, `${demo}/spa/silent`],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none' as const,
    scope: everyone,
    default_scope: ['openid'],
    resources: [demo],
    id_token_signed_response_alg: 'ES256' as const,
  },
  {
    client_id: 'demo-native',
    client_name: 'Demo desktop app',
    client_uri: demo,
    application_type: 'native' as const,
    redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback', 'com.example.demo:/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none' as const,
    scope: everyone,
    default_scope: ['openid'],
    resources: [demo],
    id_token_signed_response_alg: 'EdDSA' as const,
  },
]

export const demoResources = (demo: string) => [
  {
    identifier: demo,
    name: 'Demo API',
    scopes: { 'account.r': 'See your account at the demo', 'account.w': 'Change your account at the demo' },
  },
]

export const demoPeople = [
  {
    sub: '2b5e1f0c-5f0e-4a5e-9a43-0d6f5f5c9c11',
    user_id: demoUser.login,
    password: demoUser.password,
    user_type: 'employee' as const,
    roles: ['user'],
    claims: {
      name: 'Steve Hu',
      given_name: 'Steve',
      family_name: 'Hu',
      preferred_username: 'stevehu',
      email: 'steve.hu@example.com',
      email_verified: true,
      locale: 'en-CA',
      zoneinfo: 'America/Toronto',
      updated_at: 1_700_000_000,
      phone_number: '+1 416 555 0123',
      phone_number_verified: false,
      address: { locality: 'Toronto', region: 'ON', country: 'CA' },
    },
  },
  {
    sub: '9d0c1a52-07d1-4a36-8a39-4c7b5b1d2e77',
    user_id: 'ada',
    password: 'correct horse battery',
    user_type: 'customer' as const,
    roles: [],
    claims: { name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true },
  },
]
