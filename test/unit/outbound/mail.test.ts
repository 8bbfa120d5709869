/** What is handed to Cloudflare's Email Service: one recipient, one line of subject, and nothing twice where it was taken. */
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { Mailer } from '../../../src/outbound/mail.ts'
import { writeMail } from '../../../src/pages/mail/mail.tsx'
import { noticeMail } from '../../../src/pages/mail/notices.tsx'
import { english } from '../../../src/pages/text.ts'
import { maskedAddress, readMailAddress } from '../../../src/protocol/mail-address.ts'

const mail = {
  from: { email: 'no-reply@example.com', name: 'Example' },
  to: 'anna@example.org',
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
}
const bound = () => {
  const send = vi.fn(async (_: unknown) => ({ messageId: '1' }))
  return { send, mailer: new Mailer({ send } as unknown as SendEmail) }
}

describe('mail', () => {
  it('has headers of one line, whatever they are made of', async () => {
    const { send, mailer } = bound()
    const from = { email: mail.from.email, name: 'Shop\r\nBcc: eve@example.com' }
    await mailer.send({ ...mail, from, subject: 'Hello\r\nTo: eve@example.com' })
    const sent = send.mock.calls[0]?.[0] as { subject: string; from: { name: string } }
    expect([sent.subject, sent.from.name]).toEqual(['Hello To: eve@example.com', 'Shop Bcc: eve@example.com'])
  })
  it('goes to one mailbox, or not at all', async () => {
    const { send, mailer } = bound()
    const none = [
      '',
      'anna',
      'a@b.example,c@d.example',
      'a@b.example\nBcc: c@d.example',
      'A <a@b.example>',
      '"a"@b.example',
    ]
    for (const to of none) await expect(mailer.send({ ...mail, to })).rejects.toThrow('no email address')
    expect(send).not.toHaveBeenCalled()
  })
  it('is tried once more, and then its sender hears why', async () => {
    const { send, mailer } = bound()
    send.mockRejectedValueOnce(new Error('busy'))
    await mailer.send(mail)
    expect(send).toHaveBeenCalledTimes(2)
    send.mockRejectedValue(new Error('sender not verified'))
    await expect(mailer.send(mail)).rejects.toThrow('sender not verified')
    expect(send).toHaveBeenCalledTimes(4)
  })
  it('an address never holds what ends a header or begins another recipient', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (local, domain) => {
        const address = readMailAddress(`${local}@${domain}`)
        return address === undefined || !/[\s,;<>"\p{Cc}]/u.test(address)
      }),
    )
    expect(readMailAddress(' Anna.B+x@sub.example.org ')).toBe('Anna.B+x@sub.example.org')
    expect(maskedAddress('anna@example.org')).toBe('a…@example.org')
  })
})

describe('the words of a mail', () => {
  const setting = { t: english, serverName: 'Shop <b>', issuer: 'https://id.example.com' }
  const about = { server: 'Shop', login: '<script>', time: 'today', link: 'https://id.example.com/account' }

  it('are the same as text and as HTML, and what people wrote is no markup', () => {
    const parts = noticeMail(english, 'new_device', { device: 'Firefox', place: 'Oslo & Bergen' }, about)
    const { subject, text, html } = writeMail(parts, setting)
    expect(subject).toBe('A new sign-in at Shop')
    for (const said of ['Firefox', 'today', 'Was it not you?', 'https://id.example.com/account']) {
      expect(text).toContain(said)
      expect(html).toContain(said)
    }
    expect(text).toContain('Account: <script>')
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain('Oslo &amp; Bergen')
    expect(html).not.toContain('<script')
  })
  it('leave out what is not known', () => {
    const parts = noticeMail(english, 'new_device', { device: 'Firefox' }, about)
    expect(parts.facts?.map(({ term }) => term)).toEqual(['Account', 'Device', 'Time'])
  })
})
