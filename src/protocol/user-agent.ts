/** What a browser calls itself, in plain words. It is a guess that helps a person know their own devices again, and no more. */

export type DeviceKind = 'computer' | 'phone' | 'tablet' | 'unknown'

export interface Device {
  /** Such as `Firefox on Windows`. */
  readonly name: string
  readonly kind: DeviceKind
}

/** The first that matches: most browsers also claim to be others. */
const browsers: readonly [name: string, pattern: RegExp][] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\b(?:OPR|OPT|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Vivaldi', /\bVivaldi\//],
  ['Yandex Browser', /\bYaBrowser\//],
  ['DuckDuckGo', /\b(?:DuckDuckGo|Ddg)\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bVersion\/[\d.]+.*\bSafari\//],
  ['Internet Explorer', /\b(?:MSIE |Trident\/)/],
]

const systems: readonly [name: string, kind: DeviceKind, pattern: RegExp][] = [
  ['an iPhone', 'phone', /\biPhone\b/],
  ['an iPad', 'tablet', /\biPad\b/],
  ['an Android phone', 'phone', /\bAndroid\b.*\bMobile\b/],
  ['an Android tablet', 'tablet', /\bAndroid\b/],
  ['Windows', 'computer', /\bWindows\b/],
  ['a Chromebook', 'computer', /\bCrOS\b/],
  ['a Mac', 'computer', /\bMacintosh\b/],
  ['Linux', 'computer', /\b(?:Linux|X11)\b/],
]

export function deviceOf(userAgent: string | undefined): Device {
  const said = userAgent ?? ''
  const browser = browsers.find(([, pattern]) => pattern.test(said))?.[0]
  const [system, kind = 'unknown'] = systems.find(([, , pattern]) => pattern.test(said)) ?? []
  if (browser !== undefined || system !== undefined) {
    return { name: `${browser ?? 'A browser'}${system === undefined ? '' : ` on ${system}`}`, kind }
  }
  // A program: `curl/8.5.0` is curl.
  const program = /^([A-Za-z][\w.-]{0,30})\//.exec(said)?.[1]
  return {
    name: program === undefined || program === 'Mozilla' ? 'An unknown browser' : program,
    kind: 'unknown',
  }
}
