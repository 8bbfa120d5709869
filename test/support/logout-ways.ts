/** Every way in which somebody's session ends but by an application that signs them out. */
import * as own from '../../src/registry/own-account.ts'
import { endSession, endSessions } from '../../src/registry/sessions-grants.ts'
import { deleteUser, setPassword, updateUser } from '../../src/registry/users.ts'
import { issuer, newBrowser } from './app.ts'
import type { FormBrowser } from './form-browser.ts'
import { operator, server } from './registry.ts'

interface SignedIn {
  readonly browser: FormBrowser
  readonly person: { readonly login: string; readonly password: string }
  readonly sub: string
  readonly sid: string
}

/** A form of the page that is shown. */
const post = (browser: FormBrowser, path: string, fields: Record<string, string>) =>
  browser.open(issuer + path, {
    method: 'POST',
    body: new URLSearchParams({ token: browser.hidden().token ?? '', ...fields }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer },
  })

/** Another browser of theirs, at the page about where they are signed in. */
async function elsewhere(person: SignedIn['person']): Promise<FormBrowser> {
  const browser = newBrowser()
  await browser.open(`${issuer}/account/security`)
  await browser.submit({ ...person, action: 'sign-in' })
  return browser
}

export const waysOut: Readonly<Record<string, (signedIn: SignedIn) => Promise<unknown>>> = {
  async 'the person, by the menu of a portal'({ browser }) {
    await browser.open(`${issuer}/account`)
    await post(browser, '/portal/account', { action: 'sign-out' })
  },
  async 'the person, from another browser'({ person, sid }) {
    await post(await elsewhere(person), '/account/security', { action: 'end', session: sid })
  },
  async 'the person, everywhere else'({ person }) {
    await post(await elsewhere(person), '/account/security', { action: 'end-others' })
  },
  'an operator, that session': ({ sub, sid }) => endSession(server, operator(), sub, sid),
  'an operator, all sessions': ({ sub }) => endSessions(server, operator(), sub),
  'an operator disables them': ({ sub }) => updateUser(server, operator(), sub, { status: 'disabled' }),
  'an operator sets their password': ({ sub }) => setPassword(server, operator(), sub),
  'an operator deletes them': ({ sub }) => deleteUser(server, operator(), sub),
  'they change their password': ({ sub }) =>
    own.changePassword(server, operator(), sub, 'quite another password', {
      session: 'none',
      renewed: 'other',
    }),
  'they delete their account': ({ sub }) => own.deleteOwnAccount(server, operator(), sub),
}
