/** Addresses that mail is sent to: one mailbox each, and nothing that a header or a list could be made of. */

const longest = 254 // RFC 5321 §4.5.3.1.3
const pattern =
  /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}.]+(?:\.[^\s@<>()[\]\\,;:"\p{Cc}.]+)*$/u

/** What was typed, without space around it; undefined where it is no address that mail could go to. */
export function readMailAddress(typed: string): string | undefined {
  const address = typed.normalize('NFC').trim()
  return address.length <= longest && pattern.test(address) ? address : undefined
}

/** In lower case. */
export const mailDomain = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase()

/** Enough to know one's own by: `a…@example.com`. */
export const maskedAddress = (address: string): string =>
  `${[...address][0] ?? ''}…@${address.slice(address.lastIndexOf('@') + 1)}`

/** RFC 5322 §2.2: a header is one line. */
export const headerText = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim()
