/** People at a portal: their browser, what they open and what they post. */
import { addPerson, issuer, newBrowser, postForm } from './app.ts'
import type { FormBrowser } from './form-browser.ts'
import { proveTwice } from './second-factor.ts'

export interface Seen {
  readonly status: number
  readonly html: string
  /** What a person reads. */
  readonly text: string
  /** Where the browser is sent, under the issuer: without it. */
  readonly location: string | undefined
}

export class Visitor {
  readonly browser: FormBrowser
  readonly sub: string
  /** Of the page seen last. */
  token = ''

  constructor(browser: FormBrowser, sub: string) {
    this.browser = browser
    this.sub = sub
  }

  get cookie(): string {
    return [...this.browser.cookies].map((pair) => pair.join('=')).join('; ')
  }

  /** Opens a page, and follows redirects within the server. */
  async open(path: string): Promise<Seen> {
    await this.browser.open(issuer + path)
    this.token = this.browser.hidden().token ?? this.token
    const { status, html, text } = this.browser
    return { status, html, text, location: undefined }
  }

  /** Posts a form with the token of the page seen last. A cookie that comes back is kept. */
  async post(
    path: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Seen> {
    const body = new URLSearchParams({ token: this.token, ...fields }).toString()
    const response = await this.browser.fetch(issuer + path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer, ...headers },
    })
    const html = await response.text()
    const text = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
    return {
      status: response.status,
      html,
      text,
      location: response.headers.get('location')?.replace(issuer, '') ?? undefined,
    }
  }

  /** Posts, and opens where that leads. */
  async send(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Seen> {
    const { location, status, text } = await this.post(path, fields)
    if (location === undefined) throw new Error(`POST ${path} led nowhere: ${status} ${text.slice(0, 1_500)}`)
    return this.open(location)
  }
}

const password = 'everybody has this one'

/** Somebody who is signed in at the portal. */
export async function visitor(login: string, roles: readonly string[] = ['developer']): Promise<Visitor> {
  const sub = `sub-of-${login}`
  const claims = { name: `${login} by name`, email: `${login}@example.com` }
  await addPerson({ sub, user_id: login, password, roles, claims })
  const browser = newBrowser()
  await browser.open(`${issuer}/developer`)
  await browser.submit({ login, password, action: 'sign-in' })
  await proveTwice(browser, login)
  const at = new Visitor(browser, sub)
  await at.open('/developer')
  return at
}

/** A form from a stranger's browser. */
export const postAsStranger = (path: string, body: string): Promise<Response> =>
  postForm(path, body, { origin: issuer })

export const callbackUri = 'https://shop.example.com/callback'

/** The fields of an application that is registered without a second thought. */
export const plainApp = {
  client_name: 'Corner Shop',
  client_uri: 'https://shop.example.com',
  kind: 'web',
  redirect_uris: callbackUri,
  require_pkce: 'on',
  refresh: 'on',
  'scope:openid': 'on',
  'scope:profile': 'on',
  'scope:email': 'on',
  'scope:offline_access': 'on',
}

/** Registers an application, and answers its id and the page that shows its secret. */
export async function registerApp(
  by: Visitor,
  fields: Readonly<Record<string, string>> = {},
): Promise<{ id: string; secret: string | undefined; page: Seen }> {
  const page = await by.send('/developer/apps/new', { ...plainApp, ...fields })
  const id = /id="client-id">([^<]+)</.exec(page.html)?.[1]
  if (id === undefined) throw new Error(`it was not registered: ${page.text.slice(0, 1_500)}`)
  return { id, secret: /id="client-secret">([^<]+)</.exec(page.html)?.[1], page }
}

/** Registers an API, and answers the path of its page. */
export async function registerApi(
  by: Visitor,
  identifier: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<string> {
  const made = await by.post('/developer/apis/new', {
    name: 'Orders',
    identifier,
    scope_0: 'orders.read',
    sentence_0: 'See your orders',
    token_format: 'jwt',
    access_token_signing_alg: 'ES256',
    ...fields,
  })
  const path = made.location?.split('?')[0]
  if (path === undefined) throw new Error(`it was not registered: ${made.text.slice(0, 1_500)}`)
  return path
}
