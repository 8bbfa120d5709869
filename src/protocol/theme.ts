/** A theme as the custom properties of the stylesheet, and its logo as bytes. Pure: the console previews with it. */
import { contrast, inkOn, mixed, quietInkOn } from './contrast.ts'
import type { Theme } from './settings-theme.ts'

/** Names of custom properties to what they are; `dark` holds what differs on dark pages. */
export interface ThemeProperties {
  readonly light: Readonly<Record<string, string>>
  readonly dark: Readonly<Record<string, string>>
}

type ThemeStyle = Pick<Theme, 'accent' | 'stub' | 'background' | 'font' | 'corners'>

const serif = "ui-serif, 'Iowan Old Style', Charter, 'Palatino Linotype', Georgia, 'Noto Serif', serif"
const corners = { round: undefined, slight: ['.3rem', '.4rem'], square: ['0', '0'] } as const

/** Undefined where the theme changes nothing. */
export function themeProperties({
  accent,
  stub,
  background,
  font,
  corners: kind,
}: ThemeStyle): ThemeProperties | undefined {
  const [corner, large] = corners[kind] ?? []
  const light = {
    ...colours({ accent: accent.light, stub: stub.light, background: background.light }),
    ...(font === 'serif' && { '--font': serif }),
    ...(corner !== undefined && large !== undefined && { '--corner': corner, '--corner-large': large }),
  }
  const dark = colours({ accent: accent.dark, stub: stub.dark, background: background.dark })
  return Object.keys({ ...light, ...dark }).length === 0 ? undefined : { light, dark }
}

interface Colours {
  readonly accent: string | undefined
  readonly stub: string | undefined
  readonly background: string | undefined
}

function colours({ accent, stub, background }: Colours): Record<string, string> {
  return {
    ...(accent !== undefined && {
      '--accent': accent,
      '--accent-ink': inkOn(accent),
      '--accent-over': mixed(accent, inkOn(accent) === '#ffffff' ? '#000000' : '#ffffff', 0.2),
      '--link': accent,
    }),
    ...(stub !== undefined && {
      '--stub': stub,
      '--stub-ink': inkOn(stub),
      '--stub-quiet': quietInkOn(stub),
      '--spark': sparkOn(stub),
    }),
    ...(background !== undefined && { '--ground': background, '--hole': mixed(background, '#000000', 0.2) }),
  }
}

/** What shows where the focus is must stand out from what it is on (WCAG 2.2 §1.4.11). */
const sparkOn = (stub: string): string =>
  ['#f4bd52', '#8a4100'].find((each) => contrast(each, stub) >= 3) ?? inkOn(stub)

export interface Logo {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export function logoOf({ logo }: Pick<Theme, 'logo'>): Logo | undefined {
  const [, type, base64] = /^data:([^;]+);base64,(.*)$/.exec(logo ?? '') ?? []
  if (type === undefined || base64 === undefined) return undefined
  return { type, bytes: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)) }
}
