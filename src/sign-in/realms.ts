/** Where the domain of an e-mail address leads to. */
import type { Server } from '../tokens/server.ts'

/** Undefined where it leads nowhere in particular. */
export function realmOf(
  { settings }: Pick<Server, 'settings'>,
  login: string,
): { directory?: string; provider?: string } | undefined {
  const typed = /@([^@\s]+)\s*$/.exec(login.normalize('NFKC'))?.[1]
  const domain = typed && hostOf(typed)
  if (!domain) return undefined
  const found = settings.sign_in.realms.find(({ domains }) => domains.includes(domain))
  return (
    found && {
      ...(found.directory !== undefined && { directory: found.directory }),
      ...(found.provider !== undefined && { provider: found.provider }),
    }
  )
}

/** As settings have it, however it is spelt: `Bücher.Example.` is `xn--bcher-kva.example`. */
function hostOf(typed: string): string | undefined {
  const url = `https://${typed}`
  if (/[/\\:?#[\]%]/.test(typed) || !URL.canParse(url)) return undefined
  return new URL(url).hostname.replace(/\.$/, '')
}
