/** The ways to sign in that are switched on, as those who register an application choose from them. */

import { firstWays } from '../interaction/ways.ts'
import type { Client } from '../protocol/client-metadata.ts'
import type { SignInMethodName } from '../protocol/credential.ts'
import { settingAt } from '../protocol/setting-paths.ts'
import type { Server } from '../tokens/server.ts'

export const wayNames: Readonly<Record<SignInMethodName, string>> = {
  password: 'Password',
  passkey: 'Passkey',
  email: 'Code by email',
  directory: 'Company directory',
  provider: 'Other providers',
}

export interface WayChoice {
  value: string
  label: string
}

/** Each way, and each provider and directory by itself; what the application is limited to already stays in sight. */
export function wayChoices(server: Server, client?: Pick<Client, 'sign_in_methods'>): WayChoice[] {
  const { settings } = server
  const open = new Set(firstWays(server, {}).flatMap(({ method: { name } }) => name ?? []))
  const single = (part: 'directories' | 'providers', kind: 'directory' | 'provider') =>
    open.has(kind)
      ? Object.entries(settings[part]).flatMap(([id, { name, enabled }]) =>
          enabled ? [{ value: `${kind}:${id}`, label: `Only ${name}` }] : [],
        )
      : []
  const choices = [
    ...[...open].map((name) => ({ value: name, label: nameOf(name) })),
    ...single('directories', 'directory'),
    ...single('providers', 'provider'),
  ]
  const known = new Set(choices.map(({ value }) => value))
  const kept = (client?.sign_in_methods ?? []).filter((value) => !known.has(value))
  return [
    ...choices,
    ...kept.map((value) => ({ value, label: `${labelOf(settings, value)} (off at present)` })),
  ]
}

const nameOf = (name: SignInMethodName) =>
  name === 'provider' ? 'Any other provider' : name === 'directory' ? 'Any company directory' : wayNames[name]

function labelOf(settings: object, value: string): string {
  const [kind = '', id] = value.split(':')
  const part = kind === 'directory' ? 'directories' : 'providers'
  if (id !== undefined) return `Only ${String(settingAt(settings, [part, id, 'name']) ?? id)}`
  return nameOf(kind as SignInMethodName)
}
