/** People in tests who must prove themselves twice: their one-time codes, and the page that asks for one. */
import type { FormBrowser } from './form-browser.ts'
import { bindings } from './shards.ts'

interface Known {
  readonly sub: string
  readonly secret: string
  /** The time step of the code that was used last. */
  last: number
}

const known = new Map<string, Known>()

/** Gives one-time codes to somebody who is there already. */
export async function giveOneTimeCode(login: string, sub: string): Promise<void> {
  // Only where it is needed: it brings the library with it.
  const { addOneTimeCode, sealedByTests } = await import('./one-time-code.ts')
  const secret = await addOneTimeCode({ db: bindings.DB, ...sealedByTests }, sub)
  known.set(login, { sub, secret, last: 0 })
}

/** Their next code. Each is good once; three of them are at any time. */
export async function nextCode(login: string): Promise<string> {
  const { codeOf } = await import('./one-time-code.ts')
  const person = known.get(login)
  if (!person) throw new Error(`${login} has no one-time codes`)
  const step = Math.floor(Date.now() / 30_000)
  const next = Math.max(person.last + 1, step - 1)
  if (next > step + 1) {
    // All of this minute were used: they may be used again, rather than that the test waits.
    await bindings.DB.prepare("UPDATE credentials SET mark = 0 WHERE kind = 'totp' AND sub = ?")
      .bind(person.sub)
      .run()
    person.last = step - 2
    return nextCode(login)
  }
  person.last = next
  return codeOf(person.secret, { now: next * 30_000 })
}

/** Answers the page that asks for one, where it is there. */
export async function proveTwice(browser: FormBrowser, login: string): Promise<string | undefined> {
  if (browser.path !== '/second-factor') return undefined
  return browser.submit({ method: 'totp', code: await nextCode(login), action: 'sign-in' })
}

/** Whoever is sent to set something up sets up one-time codes, keeps their recovery codes, and goes on. */
export async function setUpCodes(browser: FormBrowser, login: string): Promise<string | undefined> {
  if (browser.path !== '/enroll') throw new Error(`nothing is to be set up at ${browser.url}`)
  await browser.open(`${browser.url}&with=codes`)
  const [, secret = ''] = /secret=([A-Z2-7]+)/.exec(browser.html) ?? []
  known.set(login, { sub: login, secret, last: 0 })
  await browser.submit({ code: await nextCode(login), action: 'codes' })
  return browser.submit({ action: 'continue' })
}

/** The same with a passkey. */
export async function setUpPasskey(browser: FormBrowser): Promise<string | undefined> {
  if (browser.path !== '/enroll') throw new Error(`nothing is to be set up at ${browser.url}`)
  const { Authenticator } = await import('./authenticator.ts')
  const [, options = ''] = / data-options="([^"]*)"/.exec(browser.html) ?? []
  const authenticator = new Authenticator(new URL(browser.url).origin)
  const { attestation } = await authenticator.make(options.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))
  await browser.submit({ attestation, action: 'passkey' })
  return browser.submit({ action: 'continue' })
}
