import type { ThemeProperties } from '../protocol/theme.ts'
import { fingerprint } from './fingerprint.ts'

/** What a theme sets anew, to stand after the one stylesheet; every value comes checked by the settings. */
export function themeStylesheet({ light, dark }: ThemeProperties): string {
  const rule = (selector: string, properties: Readonly<Record<string, string>>) => {
    const lines = Object.entries(properties).map(([name, value]) => `${name}:${value}`)
    return lines.length === 0 ? '' : `${selector}{${lines.join(';')}}`
  }
  const isColour = (name: string) => !/^--(?:font|corner)/.test(name)
  const rest = rule(
    ':root',
    pick(light, (name) => !isColour(name)),
  )
  const ofLight = rule(':root', pick(light, isColour))
  const ofDark = rule(':root', dark)
  return [
    rest,
    ofLight && `@media (prefers-color-scheme:light){${ofLight}}`,
    ofDark && `@media (prefers-color-scheme:dark){${ofDark}}`,
  ].join('')
}

const pick = (properties: Readonly<Record<string, string>>, wanted: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => wanted(name)))

export const themeStylesheetPath = (text: string): string => `/theme.css?v=${fingerprint(text)}`
export const themeLogoPath = (dataUrl: string): string => `/logo?v=${fingerprint(dataUrl)}`
