/** What pages say, in the language of whoever reads it: one file of messages a language, looked up by key. */
import { en } from './messages/en.ts'

/** `{name}` in a message is replaced by the value of that name. */
export type Messages = Readonly<Record<keyof typeof en, string>>
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
}

export function textIn(language: string, messages: Messages, direction: Text['direction'] = 'ltr'): Text {
  const say = (key: MessageKey, values: Values = {}) =>
    messages[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  return Object.assign(say, { language, direction })
}

export const english = textIn('en', en)
