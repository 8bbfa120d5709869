/** No page can be framed, and none stays in a cache: those of a sign-in one by one, and every page of the portals. */
import { beforeAll, describe, expect, it } from 'vitest'
import { interactionRoutes } from '../../src/interaction/routes.ts'
import { accountRoutes } from '../../src/portals/account/routes.ts'
import { adminRoutes } from '../../src/portals/admin/routes.ts'
import { developerRoutes } from '../../src/portals/developer/routes.ts'
import { alice, authorizeUrl, issuer, newBrowser, populate } from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { openOutbox } from '../support/outbox.ts'
import { type Visitor, visitor } from '../support/portal.ts'

let olga: Visitor
beforeAll(async () => {
  await populate()
  await openOutbox({ sign_up: { mode: 'open' } })
  olga = await visitor('olga', ['admin', 'developer'])
})

async function heldBy(browser: FormBrowser, url: string): Promise<number> {
  const response = await browser.fetch(new URL(url, issuer).href, { headers: { accept: 'text/html' } })
  const { headers } = response
  const html = await response.text()
  if (!(headers.get('content-type') ?? '').includes('text/html')) return response.status
  expect(headers.get('x-frame-options')).toBe('DENY')
  const policy = (headers.get('content-security-policy') ?? '').split('; ')
  expect(policy).toEqual(
    expect.arrayContaining(["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]),
  )
  expect(policy).toContain("script-src 'self'")
  expect(policy.join()).not.toMatch(/unsafe|cloudflare/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(html).not.toMatch(/<script(?![^>]*src=)|\son\w+=|\sstyle=|javascript:|<iframe|<base/i)
  return response.status
}

describe('a page of a sign-in', () => {
  /** How to come to it. */
  const ways: [string, (browser: FormBrowser) => Promise<unknown>][] = [
    ['/sign-in', (browser) => browser.open(authorizeUrl())],
    [
      '/second-factor',
      async (browser) => {
        await browser.open(`${issuer}/admin`)
        await browser.submit({ login: 'olga', password: 'everybody has this one', action: 'sign-in' })
      },
    ],
    [
      '/enroll',
      async (browser) => {
        await browser.open(authorizeUrl({ acr_values: '2' }))
        await browser.submit({ ...alice, action: 'sign-in' })
      },
    ],
    [
      '/reset-password',
      async (browser) => {
        await browser.open(authorizeUrl())
        await browser.submit({ action: 'forgot', login: 'alice@example.com' })
      },
    ],
    ['/sign-up', (browser) => browser.open(authorizeUrl({ prompt: 'create', scope: 'openid' }))],
  ]
  it.each(ways)('%s cannot be framed', async (path, come) => {
    const browser = newBrowser()
    await come(browser)
    expect(browser.path).toBe(path)
    expect(await heldBy(browser, browser.url)).toBe(200)
  })

  it.each(interactionRoutes.map(({ path }) => path))(
    'nor can what %s says without a sign-in',
    async (path) => {
      expect(await heldBy(newBrowser(), path)).toBeLessThan(500)
    },
  )
})

describe('a page of a portal', () => {
  const portals = { account: accountRoutes, developer: developerRoutes, admin: adminRoutes }
  it.each(Object.entries(portals))('/%s: none can be framed', async (_, routes) => {
    const statuses = new Set<number>()
    for (const { path, methods } of routes) {
      if (!('GET' in methods)) continue
      // Of what is not there, the page says so.
      statuses.add(await heldBy(olga.browser, path.replace(/:\w+(\{[^}]*\})?/g, 'nothing')))
    }
    expect(statuses).toContain(200)
    expect([...statuses].filter((status) => status >= 500)).toEqual([])
  })
})
