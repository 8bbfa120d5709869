/** What somebody proves themself with, as an operator sees it and takes it away. */
import type { ShownCredential } from '../../pages/admin/person-credentials.tsx'
import type { CredentialKind } from '../../protocol/credential.ts'
import { settingAt } from '../../protocol/setting-paths.ts'
import type { Change } from '../../registry/change.ts'
import { type CredentialView, listCredentials, removeSecondFactor } from '../../registry/credentials.ts'
import { removeDirectory } from '../../registry/directory-person.ts'
import { conflict } from '../../registry/errors.ts'
import { providerName, unlinkProvider } from '../../registry/link.ts'
import type { Server } from '../../tokens/server.ts'
import { minuteOf } from './desk.ts'

export interface ShownCredentials {
  credentials: ShownCredential[]
  secondFactors: boolean
}

const secondFactors: readonly CredentialKind[] = ['passkey', 'totp', 'recovery_code']

export async function credentialsOf(server: Server, sub: string): Promise<ShownCredentials> {
  const all = await listCredentials(server, sub)
  const codes = all.filter(({ kind }) => kind === 'recovery_code')
  const others = all.filter(({ kind }) => kind !== 'recovery_code')
  return {
    credentials: [
      ...others.map((credential) => shownOf(server, credential)),
      ...(codes.length === 0
        ? []
        : [{ what: 'Recovery codes', detail: `${codes.length} left; they go with the last second factor` }]),
    ],
    secondFactors: all.some(({ kind }) => secondFactors.includes(kind)),
  }
}

function shownOf(server: Server, credential: CredentialView): ShownCredential {
  const { kind, id, name, source = '', subject = '', created_at, used_at } = credential
  const used = used_at === null ? 'never used' : `last used ${minuteOf(used_at)}`
  const detail = `Since ${minuteOf(created_at)}; ${used}`
  switch (kind) {
    case 'passkey': {
      const synced = credential.synced ? '; synced between devices' : '; on one device'
      const consequence = 'They cannot sign in with this passkey any more.'
      return { what: 'Passkey', name, detail: detail + synced, removal: { kind, id, consequence } }
    }
    case 'totp':
      return {
        what: 'One-time codes',
        detail,
        removal: { kind, id, consequence: 'Their app’s codes are good for nothing any more.' },
      }
    case 'provider':
      return {
        what: providerName(server, source),
        name: subject,
        detail: `Linked ${minuteOf(created_at)}; ${used}`,
        removal: { kind, id, consequence: 'They cannot sign in with it before they link it again.' },
      }
    default:
      return {
        what: String(settingAt(server.settings, ['directories', source, 'name']) ?? source),
        name: subject,
        detail: `From this directory since ${minuteOf(created_at)}; ${used}`,
        removal: {
          kind,
          id,
          consequence:
            'They are signed out everywhere, lose the roles that its groups gave them, and sign in with it no more: give them a password, or delete them where they are to come anew.',
        },
      }
  }
}

/** @throws {RegistryError} not_found, conflict */
export async function removeCredential(
  server: Server,
  change: Change,
  sub: string,
  { kind, id }: { kind: string; id: string },
): Promise<void> {
  if (kind === 'passkey' || kind === 'totp') return removeSecondFactor(server, change, sub, kind, id)
  if (kind === 'provider') return unlinkProvider(server, change, sub, id)
  if (kind === 'directory') return removeDirectory(server, change, sub, id)
  throw conflict('This cannot be taken away by itself')
}
