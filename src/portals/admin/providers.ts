/** Other providers with which people sign in. */
import { providerOf } from '../../protocol/provider.ts'
import { settingAt } from '../../protocol/setting-paths.ts'
import {
  type ProviderPreset,
  type ProviderSettings,
  providerRedirectUri,
} from '../../protocol/settings-providers.ts'
import type { Visit } from '../portal.ts'
import {
  type Kind,
  type Preset,
  showMember,
  showMembers,
  showNewMember,
  submitMember,
  submitNewMember,
} from './members.ts'
import { counted, realmsWithout } from './sign-in-realms.ts'

const people = {
  title: 'Who comes with it',
  about:
    'Whoever has an account here already signs in to it once, and links the two; nobody takes over another’s.',
  fields: ['create', 'domains', 'user_type', 'trust_email', 'claims', 'login_claim'],
}
const fine = (...more: string[]) => ({
  title: 'Rarely changed',
  about: 'What is known of this provider is right for most.',
  fields: [
    ...more,
    ...[
      'scope',
      'client_authentication',
      'response_mode',
      'parameters',
      'trust_amr',
      'acr_values',
      'auth_time',
    ],
  ],
  folded: true as const,
})
const registered = (...more: string[]) => ({
  title: 'How it is reached',
  about: 'What that provider gave you for this server.',
  fields: ['name', 'enabled', ...more],
})

const presets: Readonly<Record<ProviderPreset, Preset>> = {
  google: {
    name: 'Google',
    about: 'Google accounts, and Google Workspace.',
    intro:
      'In the Google Cloud console, under APIs and services, Credentials: make an OAuth client ID of the type web application, with the redirect URI below.',
    begin: { preset: 'google', name: 'Google' },
    sections: [registered('client_id', 'client_secret'), people, fine()],
  },
  microsoft: {
    name: 'Microsoft Entra',
    about: 'Accounts of organisations at Microsoft, and personal ones where you let them.',
    intro:
      'In the Entra admin center, under App registrations: register an application of the platform Web with the redirect URI below, and make a client secret.',
    begin: { preset: 'microsoft', name: 'Microsoft' },
    sections: [registered('client_id', 'client_secret', 'tenant', 'tenants'), people, fine()],
  },
  github: {
    name: 'GitHub',
    about: 'GitHub accounts, with their verified address.',
    intro:
      'On GitHub, under Settings, Developer settings, OAuth apps: make one with the callback URL below, and generate a client secret.',
    begin: { preset: 'github', name: 'GitHub' },
    sections: [registered('client_id', 'client_secret'), people, fine()],
  },
  apple: {
    name: 'Apple',
    about: 'Sign in with Apple.',
    intro:
      'In the Apple developer account: make a Services ID with the return URL below, and a key for Sign in with Apple. The secret is that key’s file.',
    begin: { preset: 'apple', name: 'Apple' },
    sections: [registered('client_id', 'client_secret', 'team_id', 'key_id'), people, fine()],
  },
  openid: {
    name: 'Any OpenID Provider',
    about: 'Your company’s own, or another of these servers: all that is needed is its issuer.',
    intro: 'Register this server there as a confidential client with the redirect URI below.',
    begin: { preset: 'openid' },
    sections: [registered('issuer', 'client_id', 'client_secret'), people, fine()],
  },
  oauth2: {
    name: 'Any OAuth 2 provider',
    about: 'Without OpenID Connect: you say where it answers, and what names somebody for good.',
    intro: 'Register this server there as a confidential client with the redirect URI below.',
    begin: { preset: 'oauth2' },
    sections: [
      registered(
        'client_id',
        'client_secret',
        'authorization_endpoint',
        'token_endpoint',
        'userinfo_endpoint',
        'id_claim',
      ),
      people,
      fine('emails_endpoint', 'issuer'),
    ],
  },
}

const providers: Kind = {
  part: 'providers',
  title: 'Providers',
  lead: 'Whom people may sign in with besides this server: each is a button on the sign-in page.',
  none: 'There is none: people sign in with what this server knows of them.',
  presets,
  wordings: {
    name: { label: 'Name', hint: 'What its button says.' },
    enabled: {
      label: 'On',
      hint: 'Off, its button is gone and nobody signs in with it. Nothing is forgotten.',
    },
    client_id: { label: 'Client ID' },
    client_secret: { label: 'Client secret', hint: 'Sealed at once and shown to nobody again.' },
    tenant: { hint: 'The id or a domain of your tenant; organizations: any company; common: anybody.' },
    tenants: {
      label: 'Only these tenants',
      hint: 'Ids, one a line. Empty: any that the tenant above lets in.',
    },
    create: {
      label: 'New people',
      hint: 'Who becomes somebody here by signing in for the first time.',
      options: {
        off: 'nobody: only who has an account here and links it',
        everybody: 'everybody',
        verified_domains: 'whose verified address is of the domains below',
      },
    },
    domains: { hint: 'Such as corp.example, one a line.' },
    user_type: { label: 'They become' },
    trust_email: {
      label: 'Its addresses are verified',
      hint: 'Only where nobody can have an address there that is not theirs, though it does not say so.',
    },
    claims: {
      hint: 'Ours => theirs, one a line, such as: nickname => login. Only where they differ from the usual.',
    },
    login_claim: { label: 'User name from', hint: 'The claim that becomes the user name of somebody new.' },
    trust_amr: {
      label: 'Believe how people proved themselves there',
      hint: 'Then a second factor there counts as one here. Only for a provider that says it truthfully.',
    },
    id_claim: { label: 'What names somebody for good', hint: 'Such as id; never a name or an address.' },
  },
  test: {
    button: 'Ask the provider',
    about:
      'Reads what it publishes of itself. Whether the client ID and the secret are right shows at the first sign-in.',
  },
  presetOf: (member) => String(settingAt(member, 'preset') ?? 'openid'),
  detailOf: (member) => {
    const { issuer, authorization_endpoint } = providerOf('', member as ProviderSettings)
    return issuer ?? authorization_endpoint ?? ''
  },
  valuesOf: ({ config }, id) => [
    { label: 'Redirect URI', id: 'redirect-uri', value: providerRedirectUri(config.issuer, id) },
  ],
  async tried(server, id, now) {
    const { tryProvider } = await import('../../sign-in/providers/try.ts')
    return tryProvider(server, id, now)
  },
  async consequence({ stores }, id, settings) {
    const linked = await stores.credentials.countFrom('provider', id)
    const who =
      linked === 0
        ? 'Nobody is linked to it.'
        : `${counted(linked, 'person is', 'people are')} linked to it: that is forgotten, and who has no other way to sign in has none.`
    return `${who}${realmsWithout('provider', id, settings).said}`
  },
  without: (settings, id) => realmsWithout('provider', id, settings).patch,
}

export const showProviders = (visit: Visit) => showMembers(visit, providers)
export const showNewProvider = (visit: Visit) => showNewMember(visit, providers)
export const submitNewProvider = (visit: Visit) => submitNewMember(visit, providers)
export const showProvider = (visit: Visit) => showMember(visit, providers)
export const submitProvider = (visit: Visit) => submitMember(visit, providers)
