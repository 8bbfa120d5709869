import type { Place } from '../portal.tsx'

/** What the head of every page of one application shows. */
export interface AppHead {
  name: string
  logo?: string | undefined
  /** The path of its first page; the others lie under it. */
  href: string
  /** Whether there is a code flow, or a token for itself, to try. */
  canTry: boolean
}

export type AppTab = 'overview' | 'edit' | 'try' | 'log'

export function appTabs({ href, canTry }: AppHead, current: AppTab): (Place & { current: boolean })[] {
  const tabs: [AppTab, string, string][] = [
    ['overview', 'Overview', href],
    ['edit', 'Edit', `${href}/edit`],
    ...(canTry ? [['try', 'Try it', `${href}/try`] satisfies [AppTab, string, string]] : []),
    ['log', 'Refusals', `${href}/log`],
  ]
  return tabs.map(([tab, name, path]) => ({ name, href: path, current: tab === current }))
}
