/** RFC 8628 §6.1: a user code is eight consonants, so that it spells no word and survives being read aloud. */

const alphabet = 'BCDFGHJKLMNPQRSTVWXZ'
const length = 8

/** @param random at least 16 random bytes; those that would make some letters likelier are passed over */
export function makeUserCode(random: Uint8Array): string {
  const fair = [...random].filter((byte) => byte < 240).slice(0, length)
  return fair.map((byte) => alphabet[byte % alphabet.length]).join('')
}

/** What was typed, without case, hyphens and spaces; undefined where it cannot be a user code. */
export function readUserCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s\p{Pd}_.]/gu, '')
  return code.length === length && [...code].every((letter) => alphabet.includes(letter)) ? code : undefined
}

export const showUserCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`
