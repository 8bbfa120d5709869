/** A mail that says only that it came: for who sets mail up. */
import { testMail } from '../pages/mail/codes.tsx'
import { english } from '../pages/text.ts'
import { readMailAddress } from '../protocol/mail-address.ts'
import { mailConfigured, sendMail } from '../tokens/mail.ts'
import type { Server } from '../tokens/server.ts'
import { conflict, invalid } from './errors.ts'

/**
 * @returns why it was not taken, as Cloudflare says it; undefined where it was
 * @throws {RegistryError} invalid; conflict where mail is not configured
 */
export async function sendTestMail(server: Server, to: string): Promise<string | undefined> {
  const address = readMailAddress(to)
  if (address === undefined) throw invalid({ path: 'to', message: 'must be an email address' })
  if (!mailConfigured(server))
    throw conflict('Mail is not configured: it needs mail.from and the binding EMAIL')
  try {
    await sendMail(server, address, testMail, english)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
