/**
 * What `npm start` fills a new local server with. Nothing of this is part of the Worker: a deployed one holds neither
 * these names nor these secrets.
 */
import type { JWK } from 'jose'

/** The client of the introduction: a web server's, let off PKCE so that its authorize URL can be opened by hand. */
export const demoClient = {
  client_id: '6e9d1db3-2feb-4c1f-a5ad-9e93ae8ca59d',
  client_secret: 'sQesTWAnTwaw-Nn0oK35GA',
}

/** One for each other shape of application. Those without a secret are public clients. */
export const demoShapes = {
  browser: { client_id: 'demo-spa' },
  native: { client_id: 'demo-native' },
  television: { client_id: 'demo-tv' },
  machine: { client_id: 'demo-machine', client_secret: 'kWq0vTn3yC5Jx1mRb8ZpLg' },
  script: { client_id: 'demo-script', client_secret: 'Yh2sDf6uQe9aVt4oXi7cNw' },
  exchange: { client_id: 'demo-exchange', client_secret: 'Mz5rGk8wBj1pUl3nSx6qTd' },
  partner: { client_id: 'demo-partner', client_secret: 'Pb7xHv2eKc9mRa4sWf1gZy' },
  api: { client_id: 'demo-api', client_secret: 'Jd4tNo8iLq6vEu3hCk0yXs' },
  implicit: { client_id: 'demo-implicit' },
  hybrid: { client_id: 'demo-hybrid', client_secret: 'Va1nFz6pOr5wTj9bGm2lQe' },
}

export const demoUser = { login: 'stevehu', password: '123456' }
export const demoOperator = { login: 'olga', password: 'ninety-two tame otters' }

/** Who signs for `demo-partner`. Its key pair is made on this machine. */
export const partnerIssuer = 'https://partner.example.com'

/** The identifiers of the demo's APIs. */
export const demoApis = (demo: string) => ({
  customers: demo,
  vault: `${demo}/vault`,
  ledger: ledger.audience,
})

export const ledger = { audience: 'urn:com.networknt', tokenIssuer: 'urn:com:networknt:oauth2:v1' }

const people = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']
const everyone = [...people, 'account.r', 'account.w']
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange'
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/**
 * @param demo the origin of the demo application, which is also the identifier of the demo API
 * @param partnerKey the public key of the partner; without it there is no `demo-partner`
 */
export const demoClients = (demo: string, partnerKey?: JWK) => [
  {
    client_id: demoClient.client_id,
    client_secret: demoClient.client_secret,
    client_name: 'Demo app',
    client_uri: demo,
    initiate_login_uri: `${demo}/sign-in`,
    redirect_uris: [`${demo}/authorization`],
    post_logout_redirect_uris: [`${demo}/signed-out`],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    scope: everyone,
    default_scope: ['account.r', 'account.w'],
    resources: [demo],
    require_pkce: false,
  },
  {
    client_id: demoShapes.browser.client_id,
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
    client_id: demoShapes.native.client_id,
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
  {
    client_id: demoShapes.television.client_id,
    client_name: 'Demo television',
    client_uri: demo,
    application_type: 'native' as const,
    grant_types: [deviceCode, 'refresh_token'],
    token_endpoint_auth_method: 'none' as const,
    scope: everyone,
    default_scope: ['account.r'],
    resources: [demo],
  },
  {
    ...demoShapes.machine,
    client_name: 'Demo machine',
    grant_types: ['client_credentials'],
    scope: ['account.r', 'vault.r', 'ledger.r'],
    default_scope: ['account.r'],
    resources: Object.values(demoApis(demo)),
  },
  {
    ...demoShapes.script,
    client_name: 'Demo script',
    grant_types: ['password', 'refresh_token'],
    scope: [...everyone, 'vault.r', 'ledger.r'],
    default_scope: ['account.r', 'account.w'],
    resources: Object.values(demoApis(demo)),
    first_party: true, // the only kind of client that may see a password
  },
  {
    ...demoShapes.exchange,
    client_name: 'Demo billing service',
    grant_types: [tokenExchange],
    scope: ['account.r'],
    resources: [demo],
    token_exchange: { subject_clients: [demoClient.client_id, demoShapes.script.client_id] },
  },
  ...(partnerKey
    ? [
        {
          ...demoShapes.partner,
          client_name: 'Demo partner service',
          grant_types: [jwtBearer],
          scope: ['account.r'],
          default_scope: ['account.r'],
          resources: [demo],
          trusted_issuers: [{ issuer: partnerIssuer, jwks: { keys: [partnerKey as { kty: 'EC' }] } }],
        },
      ]
    : []),
  {
    ...demoShapes.api,
    client_name: 'The demo APIs', // as which they ask about tokens; it gets none itself
    grant_types: [],
    response_types: [],
    scope: [],
  },
  {
    client_id: demoShapes.implicit.client_id,
    client_name: 'Demo of an old browser app',
    client_uri: demo,
    redirect_uris: [`${demo}/fragment`],
    grant_types: ['implicit'],
    response_types: ['token', 'id_token', 'id_token token'],
    token_endpoint_auth_method: 'none' as const,
    scope: everyone,
    default_scope: ['account.r'],
    resources: [demo],
  },
  {
    ...demoShapes.hybrid,
    client_name: 'Demo hybrid app',
    client_uri: demo,
    redirect_uris: [`${demo}/fragment`],
    grant_types: ['authorization_code', 'implicit'],
    response_types: ['code', 'code id_token', 'code token', 'code id_token token'],
    scope: everyone,
    default_scope: ['openid', 'account.r'],
    resources: [demo],
    require_pkce: false, // so that its link can be opened by hand
  },
]

export const demoResources = (demo: string) => [
  {
    identifier: demo,
    name: 'Demo API',
    scopes: { 'account.r': 'See your account at the demo', 'account.w': 'Change your account at the demo' },
    endpoints: { '/customer/{id}@get': 'account.r', '/customer/{id}@post': 'account.r' },
    introspection_clients: [demoShapes.api.client_id],
  },
  {
    identifier: demoApis(demo).vault,
    name: 'Demo vault',
    scopes: { 'vault.r': 'Look into your vault at the demo' },
    token_format: 'reference' as const,
    endpoints: { '/vault@get': 'vault.r' },
    introspection_clients: [demoShapes.api.client_id],
  },
  {
    identifier: ledger.audience,
    name: 'Demo ledger',
    scopes: { 'ledger.r': 'See your balance at the demo' },
    token_profile: 'light-oauth2' as const,
    access_token_signing_alg: 'RS256' as const,
    token_issuer: ledger.tokenIssuer,
    endpoints: { '/ledger@get': 'ledger.r' },
    introspection_clients: [demoShapes.api.client_id],
  },
]

export const demoPeople = [
  {
    sub: '2b5e1f0c-5f0e-4a5e-9a43-0d6f5f5c9c11',
    user_id: demoUser.login,
    password: demoUser.password,
    user_type: 'employee' as const,
    roles: ['user', 'developer'],
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
  {
    sub: 'c1f0a6b4-3a1d-4b53-8f5e-6a7f0d2c9e18',
    user_id: demoOperator.login,
    password: demoOperator.password,
    user_type: 'admin' as const,
    roles: ['admin', 'developer'],
    claims: { name: 'Olga Operator', email: 'olga@example.com', email_verified: true },
  },
]
