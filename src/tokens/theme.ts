/** The theme of the settings, made into what pages load: once for each change of it. */
import { themeLogoPath, themeStylesheet, themeStylesheetPath } from '../pages/stylesheet-theme.ts'
import type { Settings } from '../protocol/settings.ts'
import { type Logo, logoOf, themeProperties } from '../protocol/theme.ts'

export interface ThemeFiles {
  /** Absent where the theme changes nothing of it. */
  readonly stylesheet?: { readonly path: string; readonly text: string }
  readonly logo?: Logo & { readonly path: string }
}

const made = new WeakMap<Settings['theme'], ThemeFiles>()

export function themeFiles({ theme }: Pick<Settings, 'theme'>): ThemeFiles {
  const known = made.get(theme)
  if (known) return known
  const properties = themeProperties(theme)
  const text = properties && themeStylesheet(properties)
  const logo = logoOf(theme)
  const files = {
    ...(text && { stylesheet: { path: themeStylesheetPath(text), text } }),
    ...(logo && theme.logo && { logo: { path: themeLogoPath(theme.logo), ...logo } }),
  }
  made.set(theme, files)
  return files
}
