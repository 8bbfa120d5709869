import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { V4WorkerOptions } from 'miniflare'

/** What a local server sends goes nowhere: it is kept in a folder, and can be read on a page. */

export type SentMail = {
  at: string
  from: { email: string; name: string }
  replyTo?: string
  to: string
  subject: string
  text: string
  html: string
}

export type Outbox = {
  /** Every mail that the Worker sends. */
  keep(mail: Omit<SentMail, 'at'>): Promise<void>
  /** The newest first. */
  list(): Promise<SentMail[]>
}

/** A mail is a text to read, and the whole of it as JSON for the page. */
export function folderOutbox(folder: string): Outbox {
  let count = 0
  return {
    async keep(mail) {
      await mkdir(folder, { recursive: true })
      const at = new Date().toISOString()
      const name = join(folder, `${at.replaceAll(':', '-')}-${process.pid}-${++count}`)
      const { from, to, subject, text } = mail
      const head = `From: ${from.name} <${from.email}>\nTo: ${to}\nDate: ${at}\nSubject: ${subject}\n`
      await writeFile(`${name}.txt`, `${head}\n${text}`)
      await writeFile(`${name}.json`, JSON.stringify({ at, ...mail }))
    },
    async list() {
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'))
      const newest = names.sort().reverse().slice(0, 50)
      return Promise.all(
        newest.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as SentMail),
      )
    },
  }
}

/** In memory, for tests. */
export function memoryOutbox(): Outbox & { readonly mails: SentMail[] } {
  const mails: SentMail[] = []
  return {
    mails,
    async keep(mail) {
      mails.unshift({ at: new Date().toISOString(), ...mail })
    },
    list: async () => mails,
  }
}

const worker = 'edgegrant-outbox'

/** What the Worker knows as `EMAIL`. */
export const outboxBinding = { EMAIL: { name: worker, entrypoint: 'Outbox' } }

/** Stands in for Cloudflare's Email Service: takes what `send` is given and hands it over to Node. */
export const outboxWorker = ({ keep }: Outbox): V4WorkerOptions => ({
  name: worker,
  modules: true,
  compatibilityDate: '2026-10-01',
  script: `import { WorkerEntrypoint } from 'cloudflare:workers'
  export class Outbox extends WorkerEntrypoint {
    async send(mail) {
      const { status } = await this.env.KEEP.fetch('http://outbox/', { method: 'POST', body: JSON.stringify(mail) })
      if (status !== 204) throw new Error('The outbox did not take it')
      return { messageId: crypto.randomUUID() }
    }
  }
  export default {}`,
  serviceBindings: {
    KEEP: (async (request: { json(): Promise<unknown> }) => {
      await keep((await request.json()) as Omit<SentMail, 'at'>)
      return new Response(null, { status: 204 })
    }) as unknown as NonNullable<V4WorkerOptions['serviceBindings']>[string],
  },
})
