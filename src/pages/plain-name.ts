const longest = 64
// Controls, and the marks that turn text around: a name may be in any script but may not rearrange itself.
const rearranging = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
// Marks piled on one letter would cover the lines above it.
const stacked = /(\p{M}{4})\p{M}+/gu
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A name that strangers chose, made fit to be shown: one line of at most 64 characters that keeps its own direction. */
export function plainName(name: string): string {
  const clean = name.replace(/\s+/g, ' ').replace(rearranging, '').replace(stacked, '$1').trim()
  const characters = [...clean]
  if (clean === '') return 'Unnamed'
  return characters.length <= longest ? clean : `${characters.slice(0, longest - 1).join('')}…`
}

/** One or two letters to stand for a name where there is no picture. */
export function initials(name: string): string {
  const words = plainName(name)
    .split(' ')
    .filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word))
  const first = firstCharacter(words[0])
  const last = firstCharacter(words.at(-1))
  // Two letters stand apart only in the scripts that have capitals.
  return words.length > 1 && /^\p{LC}/u.test(first) && /^\p{LC}/u.test(last) ? first + last : first
}

/** A small number that is always the same for a name, to tell neighbours apart by colour. */
export function tint(name: string): string {
  let sum = 0
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return String(sum % 4)
}

function firstCharacter(word = '?'): string {
  const letter = word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, '')
  for (const { segment } of graphemes.segment(letter)) return segment.slice(0, 12).toUpperCase()
  return '?'
}
