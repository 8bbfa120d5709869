import type { Place } from '../portal.tsx'

/** What the head of every page of one API shows. */
export interface ApiHead {
  name: string
  identifier: string
  href: string
}

export const allApis: Place = { name: 'Your APIs', href: '/developer/apis' }

export const apiTabs = ({ href }: ApiHead, current: 'overview' | 'edit' | 'check') =>
  (
    [
      ['overview', 'Overview', href],
      ['edit', 'Edit', `${href}/edit`],
      ['check', 'Check a token', `${href}/check`],
    ] as const
  ).map(([tab, name, path]) => ({ name, href: path, current: tab === current }))
