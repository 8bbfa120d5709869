/** The management API as a protected resource of its own server: built in, never stored, the same everywhere. */
import { type ProtectedResource, parseProtectedResource } from './protected-resource.ts'

export const managementPath = '/management/v1'
/** RFC 9728 §3.1 */
export const managementMetadataPath = `/.well-known/oauth-protected-resource${managementPath}`

/** Scope to the sentence that the consent page shows for it. */
export const managementScopes = {
  'clients:read': 'See the applications that are registered here',
  'clients:write': 'Register, change and delete applications, and open APIs to them',
  'resources:read': 'See the APIs that are registered here',
  'resources:write': 'Register, change and delete APIs',
  'users:read': 'See the people who have an account here',
  'users:write': 'Add, change, disable and delete people, and set their passwords',
  'sessions:read': 'See where people are signed in, and what they allow applications',
  'sessions:write': 'Sign people out, and take back what they allow applications',
  'keys:read': 'See the signing keys of this server',
  'keys:write': 'Rotate and withdraw the signing keys of this server',
  'settings:read': 'See the settings of this server',
  'settings:write': 'Change the settings of this server',
  'registration:write': 'Make and delete tokens with which applications register themselves',
  'audit:read': 'See who did what on this server',
  'transfer:read': 'Export all records, with the hashes of passwords and secrets',
  'transfer:write': 'Import records of any kind',
} as const

/** Who has this role is an operator, whatever their `user_type`. */
export const operatorRole = 'admin'

export type ManagementScope = keyof typeof managementScopes

export const managementScopeNames = Object.keys(managementScopes) as ManagementScope[]

export const isManagementScope = (scope: string): scope is ManagementScope =>
  Object.hasOwn(managementScopes, scope)

/** The `aud` of its tokens. */
export const managementAudience = (issuer: string): string => issuer + managementPath

export const managementResource = (issuer: string): ProtectedResource =>
  parseProtectedResource({
    identifier: managementAudience(issuer),
    name: 'Management API',
    scopes: managementScopes,
  })

/** Whether an identifier belongs to this server itself: its own `aud`, and its APIs of now and later. */
export const isOwnIdentifier = (issuer: string, identifier: string): boolean =>
  identifier === issuer || identifier === `${issuer}/` || identifier.startsWith(`${issuer}/management/`)
