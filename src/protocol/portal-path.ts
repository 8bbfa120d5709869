/** This server's own pages for people who are signed in. */

export const portals = {
  '/account': 'Your account',
  '/developer': 'Developer portal',
  '/admin': 'Operator’s console',
} as const

export type Portal = keyof typeof portals

/**
 * Where a sign-in for one of our own pages may return to: a path and query under a portal, and nothing else. What it
 * answers is safe as a redirect: it never leaves this origin.
 */
export function portalPath(value: string): { path: string; portal: Portal } | undefined {
  const base = 'https://portal.invalid'
  // A backslash is a slash to browsers; control characters they drop (WHATWG URL §4.1).
  if (!value.startsWith('/') || /[\\\p{Cc}]/u.test(value) || !URL.canParse(value, base)) return undefined
  const { origin, pathname, search } = new URL(value, base)
  if (origin !== base) return undefined
  const portal = (Object.keys(portals) as Portal[]).find(
    (each) => pathname === each || pathname.startsWith(`${each}/`),
  )
  return portal && { path: pathname + search, portal }
}
