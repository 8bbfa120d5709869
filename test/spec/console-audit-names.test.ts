/// <reference types="@cloudflare/vitest-plugin/types" />
/** The audit trail of the console, asked for by the names that its rows show. */
import { beforeAll, expect, it } from 'vitest'
import { serverFor } from '../../src/app.ts'
import { addPerson, bindings, issuer, newBrowser, populate, register } from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { proveTwice } from '../support/second-factor.ts'

const olga = { login: 'olga', password: 'seven brass doorknobs' }
let browser: FormBrowser

beforeAll(async () => {
  await populate()
  await addPerson({
    sub: 'sub-of-olga',
    user_id: olga.login,
    password: olga.password,
    user_type: 'admin',
    roles: ['admin'],
    claims: { name: 'Olga Operator', email: 'olga@example.com' },
  })
  for (const id of ['till-1', 'till-2']) await register({ client_id: id, client_name: 'Till' })
  await serverFor(bindings).stores.audit.record(
    ['till-1', 'till-2'].map((clientId, index) => ({
      id: `0mjvw0000-00000${index}`,
      at: Date.parse('2026-01-02T03:04:05Z'),
      type: 'refusal' as const,
      actor: { kind: 'person' as const, id: 'sub-of-olga', name: 'olga' },
      subject: 'sub-of-olga',
      clientId,
      outcome: `of_${clientId.replace('-', '_')}`,
      origin: { requestId: 'req_1', userAgent: 'An agent of many words' },
    })),
  )
  browser = newBrowser()
  await browser.open(`${issuer}/admin/audit`)
  await browser.submit({ ...olga, action: 'sign-in' })
  await proveTwice(browser, olga.login)
})

it.each(['olga', 'Olga Operator', 'OLGA@example.com', 'sub-of-olga'])(
  'finds a person as %s',
  async (name) => {
    for (const filter of ['person', 'actor']) {
      await browser.open(`${issuer}/admin/audit?type=refusal&${filter}=${encodeURIComponent(name)}`)
      expect(browser.text).toContain('Looked for: olga (sub-of-olga)')
      expect(browser.text).toContain('of_till_1')
    }
  },
)

it('lets a name of several be chosen, and a file is none until then', async () => {
  for (const path of ['/admin/audit?client=till', '/admin/audit/export?format=csv&client=till']) {
    await browser.open(issuer + path)
    expect(browser.text).toContain('Which one?')
    expect(browser.html).toContain('/admin/audit?client=till-2"')
  }
  await browser.open(`${issuer}/admin/audit?client=till-2`)
  expect(browser.text).toContain('of_till_2')
  expect(browser.text).not.toContain('of_till_1')
})

it('says what it looked for where there is nothing', async () => {
  await browser.open(`${issuer}/admin/audit?person=nobody`)
  expect(browser.text).toContain('Nothing in the trail is like that')
  expect(browser.text).toContain('nobody, which is no name here and is taken for an ID')
})
