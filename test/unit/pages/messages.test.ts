/** Every language says everything, with the same values in it, and no page says anything by itself. */
import { describe, expect, it } from 'vitest'
import { renderPage } from '../../../src/pages/layout.tsx'
import { de } from '../../../src/pages/messages/de.ts'
import { en, type Messages } from '../../../src/pages/messages/en.ts'
import { es } from '../../../src/pages/messages/es.ts'
import { fr } from '../../../src/pages/messages/fr.ts'
import { ja } from '../../../src/pages/messages/ja.ts'
import { zh } from '../../../src/pages/messages/zh.ts'
import { languages, type MessageKey, textIn } from '../../../src/pages/text.ts'
import { languageTags } from '../../../src/protocol/settings-theme.ts'
import { accountPages, greek, stepPages } from '../../support/sample-pages.ts'

const translated = { zh, es, fr, de, ja }
const keys = Object.keys(en) as MessageKey[]
const valuesIn = (message: string) => [...message.matchAll(/\{\w+\}/g)].map(String).sort()

describe('messages', () => {
  it('are there in the languages that can be set', () => {
    expect(Object.keys(languages)).toEqual([...languageTags])
  })
  it.each(Object.entries(translated))(
    'in %s are all there, with the values of the English ones',
    (_, messages) => {
      expect(Object.keys(messages).sort()).toEqual([...keys].sort())
      for (const key of keys) {
        expect([key, valuesIn(messages[key])]).toEqual([key, valuesIn(en[key])])
        expect(messages[key].trim()).toBe(messages[key])
        expect(messages[key]).not.toBe('')
      }
    },
  )
  it.each(Object.entries(translated))('in %s are not English', (_, messages) => {
    const same = keys.filter((key) => messages[key] === en[key])
    const names =
      /^(?:\{\w+\}\W*)+$|^(?:Linux|Windows|Chromebook|iPad|iPhone|Mac|Name|Passkeys?|Website|Description|Conditions|Applications|Error|Codes?|Problem: \{title\}|Browser)$/
    expect(same.filter((key) => !names.test(en[key])).map((key) => [key, en[key]])).toEqual([])
  })
  it('stand by page, and pages by their names', () => {
    for (const messages of [en, ...Object.values(translated)]) {
      const pages = Object.keys(messages).map((key) => key.split('.')[0] ?? '')
      expect(pages).toEqual([...pages].sort())
    }
  })
  it('leave a value that nobody gave as it is written, and take none for a pattern', () => {
    const { text } = languages.en
    expect(text('page.problem')).toBe('Problem: {title}')
    expect(text('page.problem', { title: '$& {title}' })).toBe('Problem: $& {title}')
  })
})

describe('a page in another language', () => {
  const marked = Object.fromEntries(
    keys.map((key) => [key, `⟦${en[key].replace(/[^{}]+(?![^{]*\})/g, '◆')}⟧`]),
  ) as Messages
  const pseudo = textIn('und', marked)
  const pages = { ...stepPages(pseudo, greek), ...prefixed('account', accountPages(pseudo, greek)) }

  it.each(Object.keys(pages))('%s says no word of its own', (name) => {
    const html = renderPage(pages[name as keyof typeof pages] ?? '', { t: pseudo, serverName: 'Διακομιστής' })
    expect(html).toContain('<html lang="und" dir="ltr">')
    expect(said(html)).not.toMatch(/[A-Za-z]{2}/)
  })
})

const prefixed = <T>(prefix: string, pages: Record<string, T>) =>
  Object.fromEntries(Object.entries(pages).map(([name, page]) => [`${prefix}-${name}`, page]))

/** What can be read or is read aloud: text between tags, and the attributes that hold text. */
function said(html: string): string {
  const attributes = [...html.matchAll(/ (?:alt|title|aria-label|placeholder)="([^"]*)"/g)].map(
    ([, text]) => text,
  )
  const text = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&[a-z#0-9]+;/g, ' ')
  return [...attributes, text].join(' ').replaceAll('192.0.2.1', '')
}
