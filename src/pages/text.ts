/** What pages say, in the language of whoever reads it: one file of messages a language, looked up by key. */
import { de } from './messages/de.ts'
import { en, type Messages } from './messages/en.ts'
import { es } from './messages/es.ts'
import { fr } from './messages/fr.ts'
import { ja } from './messages/ja.ts'
import { zh } from './messages/zh.ts'

export type MessageKey = keyof typeof en
export type Values = Readonly<Record<string, string | number>>

/** Something to say, before it is known in which language. */
export type Message = readonly [key: MessageKey, values?: Values]

/** Says it. Every page of a sign-in is handed one. */
export interface Text {
  (key: MessageKey, values?: Values): string
  /** RFC 5646 */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  /** The message as it is written, its values not yet put in. */
  template(key: MessageKey): string
}

export function textIn(
  language: string,
  messages: Partial<Messages>,
  direction: Text['direction'] = 'ltr',
): Text {
  const template = (key: MessageKey) => messages[key] ?? en[key]
  const say = (key: MessageKey, values: Values = {}) =>
    template(key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  return Object.assign(say, { language, direction, template })
}

export const english = textIn('en', en)

/** By the tag that settings, cookies and `ui_locales` know them by; each with its own name for itself. */
export const languages = {
  en: { name: 'English', text: english },
  zh: { name: '简体中文', text: textIn('zh-Hans', zh) },
  es: { name: 'Español', text: textIn('es', es) },
  fr: { name: 'Français', text: textIn('fr', fr) },
  de: { name: 'Deutsch', text: textIn('de', de) },
  ja: { name: '日本語', text: textIn('ja', ja) },
} as const satisfies Record<string, { name: string; text: Text }>
