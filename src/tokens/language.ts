/** Which language somebody reads: what they chose here, what the request asks for, what their browser says. */
import type { RequestContext } from '../http/context.ts'
import { readCookie, writeCookie } from '../http/cookies.ts'
import { languages, type Text } from '../pages/text.ts'
import { languageRanges, lookup } from '../protocol/localized.ts'
import type { Language } from '../protocol/settings-theme.ts'
import { serverOf } from './server.ts'

const cookie = { name: 'edgegrant-language' }
const year = 365 * 86_400

/** The text of everything that a person reads in this answer. */
export const textOf = (c: RequestContext): Text => textFor(serverOf(c).settings.languages, wantedLanguages(c))

/**
 * The text for somebody who wants these languages, the most wanted first.
 * @param offered those that this server speaks; the first where none fits
 */
export function textFor(offered: readonly Language[], wanted: readonly string[]): Text {
  const [first = 'en'] = offered
  const texts = new Map(offered.map((tag) => [tag, languages[tag].text]))
  return lookup(wanted, texts) ?? languages[first].text
}

/** RFC 4647 ranges, the most wanted first. What somebody chose here counts before what an application believes of them. */
export function wantedLanguages(c: RequestContext): string[] {
  const asked = (c.get('uiLocales') ?? '').split(/ +/).join(',') // OIDC Core §3.1.2.1
  return [chosenLanguage(c) ?? '', asked, c.req.header('accept-language') ?? ''].flatMap(languageRanges)
}

const chosenLanguage = (c: RequestContext): string | undefined =>
  readCookie(c, cookie, serverOf(c).config.secure)

/** Remembered in this browser. */
export const chooseLanguage = (c: RequestContext, language: Language): void =>
  writeCookie(c, cookie, language, { secure: serverOf(c).config.secure, maxAge: year })
