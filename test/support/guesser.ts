/** Somebody at the sign-in page: one try after another, and all that can be seen of the answer. */
import { authorizeUrl, newBrowser } from './app.ts'
import type { FormBrowser } from './form-browser.ts'

export interface SeenByGuesser {
  status: number
  headers: string[]
  retryAfter: string | null
  /** What a person reads. */
  text: string
  /** The page, without what differs by chance or by what was typed. */
  body: string
  signedIn: boolean
}

/** A browser at the sign-in page. */
export async function atSignIn(headers: Record<string, string> = {}): Promise<FormBrowser> {
  const tab = newBrowser(headers)
  await tab.open(authorizeUrl())
  return tab
}

/** @param more such as the answer to a challenge */
export async function attempt(
  login: string,
  password: string,
  tab?: FormBrowser,
  more: Record<string, string> = {},
): Promise<SeenByGuesser> {
  const at = tab ?? (await atSignIn())
  const response = await at.fetch(at.url, {
    method: 'POST',
    body: new URLSearchParams({
      request: at.hidden().request ?? '',
      login,
      password,
      action: 'sign-in',
      ...more,
    }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  const html = await response.text()
  return {
    status: response.status,
    headers: [...response.headers.keys()].sort(),
    retryAfter: response.headers.get('retry-after'),
    text: html
      .replace(/<input[^>]*>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' '),
    body: html.replace(/ value="[^"]*"/g, '').replace(/ data-challenge="[^"]*"/g, ''),
    signedIn: response.headers.getSetCookie().some((cookie) => cookie.includes('session')),
  }
}
