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

const systems = {
  iphone: ['an iPhone', 'phone', /\biPhone\b/],
  ipad: ['an iPad', 'tablet', /\biPad\b/],
  android_phone: ['an Android phone', 'phone', /\bAndroid\b.*\bMobile\b/],
  android_tablet: ['an Android tablet', 'tablet', /\bAndroid\b/],
  windows: ['Windows', 'computer', /\bWindows\b/],
  chromebook: ['a Chromebook', 'computer', /\bCrOS\b/],
  mac: ['a Mac', 'computer', /\bMacintosh\b/],
  linux: ['Linux', 'computer', /\b(?:Linux|X11)\b/],
} as const satisfies Record<string, readonly [name: string, kind: DeviceKind, pattern: RegExp]>

export type SystemName = keyof typeof systems

/** What can be told apart; for whoever says it in another language. */
export interface DeviceParts {
  readonly browser?: string | undefined
  readonly system?: SystemName | undefined
  /** `curl/8.5.0` is curl. */
  readonly program?: string | undefined
  readonly kind: DeviceKind
}

export function devicePartsOf(userAgent: string | undefined): DeviceParts {
  const said = userAgent ?? ''
  const browser = browsers.find(([, pattern]) => pattern.test(said))?.[0]
  const names = Object.keys(systems) as SystemName[]
  const system = names.find((each) => systems[each][2].test(said))
  if (browser !== undefined || system !== undefined)
    return { browser, system, kind: system === undefined ? 'unknown' : systems[system][1] }
  const program = /^([A-Za-z][\w.-]{0,30})\//.exec(said)?.[1]
  return { program: program === 'Mozilla' ? undefined : program, kind: 'unknown' }
}

export function deviceOf(userAgent: string | undefined): Device {
  const { browser, system, program, kind } = devicePartsOf(userAgent)
  if (browser === undefined && system === undefined) return { name: program ?? 'An unknown browser', kind }
  return { name: `${browser ?? 'A browser'}${system === undefined ? '' : ` on ${systems[system][0]}`}`, kind }
}
