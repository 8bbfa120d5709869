/** WCAG 2.2: whether what is written in one colour can be read on another. Colours are `#rrggbb`. */

/** §1.4.3, level AA. */
export const readable = 4.5

/** The contrast ratio of two colours: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const channels = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

/** So much of the other colour in the one: 0 to 1. */
export function mixed(one: string, other: string, share: number): string {
  const others = channels(other)
  const parts = channels(one).map((value, at) => Math.round(value + ((others[at] ?? 0) - value) * share))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

const [black, white] = ['#000000', '#ffffff']

/** Black or white, whichever is the easier to read: for any colour one of them is readable. */
export const inkOn = (colour: string): string =>
  contrast(colour, white) >= contrast(colour, black) ? white : black

/** The same for what matters less: as near to the colour as can still be read. */
export function quietInkOn(colour: string): string {
  const ink = inkOn(colour)
  const shares = [0.3, 0.2, 0.1]
  return (
    shares.map((share) => mixed(ink, colour, share)).find((each) => contrast(each, colour) >= readable) ?? ink
  )
}
