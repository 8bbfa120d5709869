/** What a server in workerd would send by mail: taken where it leaves the Worker. */
import { vi } from 'vitest'
import { serverFor } from '../../src/app.ts'
import type { Mail } from '../../src/outbound/mail.ts'
import { updateSettings } from '../../src/registry/settings.ts'
import { bindings } from './app.ts'
import { change } from './registry.ts'

export interface Outbox {
  /** The oldest first. */
  readonly mails: readonly Mail[]
  /** Of the last mail to that address; waits until it is there. */
  last(to: string): Promise<Mail>
  code(to: string): Promise<string>
  link(to: string): Promise<string>
  clear(): void
}

/** From here on mail is configured, and what is sent is kept here. Settings may be changed along with it. */
export async function openOutbox(settings: Record<string, unknown> = {}): Promise<Outbox> {
  const mails: Mail[] = []
  vi.spyOn(serverFor(bindings).mailer, 'send').mockImplementation(async (mail) => {
    mails.push(mail)
  })
  await set({ mail: { from: 'no-reply@id.example.com' }, ...settings })
  const last = (to: string) =>
    vi.waitFor(() => {
      const found = mails.findLast((mail) => mail.to === to)
      if (!found) throw new Error(`no mail to ${to}; there are ${mails.map((mail) => mail.to).join(', ')}`)
      return found
    })
  const find = async (to: string, pattern: RegExp) => {
    const { text } = await last(to)
    const found = pattern.exec(text)?.[0]
    if (found === undefined) throw new Error(`nothing like ${pattern} in: ${text}`)
    return found
  }
  return {
    mails,
    last,
    code: (to) => find(to, /\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b/),
    link: (to) => find(to, /https:\/\/\S+\?\S+/),
    clear: () => mails.splice(0),
  }
}

/** Changes settings, for the next request to see. */
export async function set(patch: Record<string, unknown>): Promise<void> {
  await updateSettings(serverFor(bindings), change(), patch)
}
