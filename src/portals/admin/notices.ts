/** What an operator should do something about, on the overview. */
import { pathsIn, settingAt } from '../../protocol/setting-paths.ts'
import { secretSettings } from '../../protocol/settings.ts'
import { mailConfigured } from '../../tokens/mail.ts'
import type { Server } from '../../tokens/server.ts'
import { settingSecret } from '../../tokens/setting-secret.ts'
import { minuteOf, personPath } from './desk.ts'

interface Notice {
  what: string
  href: string
  name: string
}

const hour = 3_600_000

export async function noticesOf(server: Server, now: number): Promise<Notice[]> {
  const found = await Promise.all([operators(server), lostSecrets(server, now), unreachable(server, now)])
  return [...mail(server), ...deadEnds(server), ...found.flat()]
}

const mail = (server: Server): Notice[] =>
  mailConfigured(server)
    ? []
    : [
        {
          what: 'Mail is not configured: codes by email, forgotten passwords and sign-up are hidden from people.',
          href: '/admin/sign-in/mail',
          name: 'Set it up',
        },
      ]

/** Domains that lead to what is gone or switched off. */
function deadEnds({ settings }: Server): Notice[] {
  return settings.sign_in.realms.flatMap(({ domains, directory, provider }) => {
    const end = directory === undefined ? ['providers', provider ?? ''] : ['directories', directory]
    if (settingAt(settings, [...end, 'enabled']) === true) return []
    const what = `Addresses @${domains.join(', @')} lead to ${end[1]}, which is gone or switched off.`
    return [{ what, href: '/admin/sign-in#realms', name: 'See the domains' }]
  })
}

const shown = 5

/** They are asked for one when they next come here; until then their password alone is between a thief and them. */
async function operators({ stores }: Server): Promise<Notice[]> {
  const all = await stores.users.operators(100)
  const without = all.filter(
    ({ status, credentials }) =>
      status === 'active' && !credentials.includes('passkey') && !credentials.includes('totp'),
  )
  return without.slice(0, shown).map(({ sub, user_id }) => ({
    what: `The operator ${user_id} has no second factor yet. Whoever has the password can make one in their place.`,
    href: personPath(sub),
    name: 'See them',
  }))
}

/** Sealed under a secret that this server no longer has: it was changed, and the former one is not there to open it. */
async function lostSecrets(server: Server, now: number): Promise<Notice[]> {
  const paths = pathsIn(server.settings, secretSettings)
  const opened = await Promise.all(paths.map((path) => settingSecret(server, path, now)))
  return paths
    .filter((path, index) => opened[index] === undefined && settingAt(server.settings, path) !== undefined)
    .map((path) => ({
      what: `The secret ${path} cannot be opened any more: give it again.`,
      href: placeOf(path),
      name: 'Give it again',
    }))
}

function placeOf(path: string): string {
  const [part = '', id = ''] = path.split('.')
  return part === 'providers' || part === 'directories' ? `/admin/sign-in/${part}/${id}` : '/admin/settings'
}

async function unreachable({ stores, settings }: Server, now: number): Promise<Notice[]> {
  if (Object.keys(settings.directories).length === 0) return []
  const { events } = await stores.audit.list({ type: 'directory_unreachable', from: now - hour, limit: 1 })
  return events.map(({ at }) => ({
    what: `A directory could not be asked, last ${minuteOf(at)}.`,
    href: '/admin/health',
    name: 'See the health',
  }))
}
