/** Sends mail by the binding of Cloudflare's Email Service: structured, so that it writes the headers and not we. */
import { headerText, readMailAddress } from '../protocol/mail-address.ts'

export interface Mail {
  readonly from: { readonly email: string; readonly name: string }
  readonly replyTo?: string | undefined
  /** One recipient: nobody learns of others. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

const tries = 2

export class Mailer {
  readonly #binding: SendEmail | undefined

  constructor(binding: SendEmail | undefined) {
    this.#binding = binding
  }

  get isBound(): boolean {
    return this.#binding !== undefined
  }

  /** @throws {Error} why it was not taken; never with the text of the mail */
  async send({ from, replyTo, to, subject, text, html }: Mail): Promise<void> {
    const recipient = readMailAddress(to)
    if (recipient === undefined) throw new Error('the recipient is no email address')
    const message = {
      from: { email: from.email, name: headerText(from.name) },
      ...(replyTo !== undefined && { replyTo }),
      to: recipient,
      subject: headerText(subject),
      text,
      html,
    }
    for (let round = 1; ; round++) {
      try {
        if (!this.#binding) throw new Error('EMAIL is not bound')
        await this.#binding.send(message)
        return
      } catch (error) {
        if (round === tries) throw error
      }
    }
  }
}
