/** The form of a person: from what was typed to a record, and back. */
import type { Person } from '../../registry/users.ts'

export type Typed = Readonly<Record<string, string>>

export const personFields = {
  user_id: ['user_id', 'User name'],
  'claims.name': ['name', 'Full name'],
  'claims.given_name': ['given_name', 'Given name'],
  'claims.family_name': ['family_name', 'Family name'],
  'claims.email': ['email', 'Email address'],
  user_type: ['user_type', 'Type'],
  roles: ['roles', 'Roles'],
  password: ['password', 'Password'],
} as const

const claimNames = ['name', 'given_name', 'family_name', 'email'] as const

export function valuesOf({ user_id, user_type, roles, claims }: Person): Typed {
  return {
    user_id,
    user_type,
    roles: roles.join(' '),
    ...Object.fromEntries(claimNames.flatMap((name) => (claims[name] ? [[name, claims[name]]] : []))),
    ...(claims.email_verified && { email_verified: 'on' }),
  }
}

/** Null takes a claim away; others that they have, such as an address, stay. */
export function changeFrom(typed: Typed): Record<string, unknown> {
  const claims = Object.fromEntries(claimNames.map((name) => [name, typed[name]?.trim() || null]))
  return {
    user_id: typed.user_id?.trim() ?? '',
    user_type: typed.user_type ?? '',
    roles: rolesOf(typed),
    claims: { ...claims, email_verified: claims.email === null ? null : typed.email_verified === 'on' },
  }
}

export const rolesOf = ({ roles = '' }: Typed): string[] => [
  ...new Set(roles.split(/[\s,]+/).filter((role) => role !== '')),
]
