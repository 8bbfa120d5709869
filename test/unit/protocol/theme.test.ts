import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { themeStylesheet } from '../../../src/pages/stylesheet-theme.ts'
import { contrast, inkOn, quietInkOn, readable } from '../../../src/protocol/contrast.ts'
import { defaultSettings, parseSettings, readableSettings } from '../../../src/protocol/settings.ts'
import { logoOf, themeProperties } from '../../../src/protocol/theme.ts'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

const logo = (type: string, bytes: number) =>
  `data:image/${type};base64,${Buffer.alloc(bytes, 7).toString('base64')}`

const faultOf = (theme: unknown): string => {
  try {
    parseSettings({ theme })
    return ''
  } catch (error) {
    return String(error)
  }
}

describe('contrast by WCAG 2.2', () => {
  it('is what the specification says of known pairs', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(contrast('#0e5c49', '#fcfdfb')).toBeCloseTo(contrast('#fcfdfb', '#0e5c49'), 10)
  })
  it('leaves something readable to write on any colour', () => {
    fc.assert(
      fc.property(colour, (on) => {
        expect(contrast(inkOn(on), on)).toBeGreaterThanOrEqual(readable)
        expect(contrast(quietInkOn(on), on)).toBeGreaterThanOrEqual(readable)
      }),
    )
  })
})

describe('the theme in the settings', () => {
  it('changes nothing unless it says so', () => {
    expect(themeProperties(defaultSettings.theme)).toBeUndefined()
    expect(logoOf(defaultSettings.theme)).toBeUndefined()
  })
  it('refuses colours that cannot be read, and says by how much', () => {
    expect(faultOf({ accent: { light: '#8fdcbf' } })).toMatch(/contrast of 1\.5:1 .*4\.5:1/)
    expect(faultOf({ accent: { dark: '#0e5c49' } })).toMatch(/contrast of 2\.\d:1/)
    expect(faultOf({ background: { light: '#4b5a54' } })).toContain('contrast of 1.0:1')
    expect(faultOf({ accent: { light: '#0e5c49', dark: '#8fdcbf' } })).toBe('')
  })
  it.each(['red', '#fff', '#12345g', '#123456;}body{display:none', 'url(https://a.example)'])(
    'takes no %s',
    (written) => {
      expect(faultOf({ stub: { light: written } })).toContain('is not a colour')
    },
  )
  it('leaves every text readable on what it makes of any stub', () => {
    fc.assert(
      fc.property(colour, colour, (light, dark) => {
        const { theme } = parseSettings({ theme: { stub: { light, dark } } })
        const properties = themeProperties(theme)
        for (const [stub, made] of [
          [light, properties?.light],
          [dark, properties?.dark],
        ] as const) {
          expect(contrast(made?.['--stub-ink'] ?? '', stub)).toBeGreaterThanOrEqual(readable)
          expect(contrast(made?.['--stub-quiet'] ?? '', stub)).toBeGreaterThanOrEqual(readable)
          expect(contrast(made?.['--spark'] ?? '', stub)).toBeGreaterThanOrEqual(3)
        }
      }),
    )
  })
  it('becomes rules of their own for light and dark', () => {
    const { theme } = parseSettings({
      theme: { accent: { light: '#0E5C49' }, font: 'serif', corners: 'square', stub: { dark: '#102030' } },
    })
    const properties = themeProperties(theme)
    expect(properties && themeStylesheet(properties)).toMatch(
      /^:root\{--font:ui-serif[^}]*--corner:0;[^}]*\}@media \(prefers-color-scheme:light\)\{:root\{--accent:#0e5c49;[^}]*\}\}@media \(prefers-color-scheme:dark\)\{:root\{--stub:#102030;[^}]*\}\}$/,
    )
  })
  it('keeps a logo of three kinds, up to 32 KB', () => {
    for (const type of ['svg+xml', 'png', 'webp']) expect(faultOf({ logo: logo(type, 32 * 1024) })).toBe('')
    expect(faultOf({ logo: logo('png', 32 * 1024 + 3) })).toContain('larger than 32 KB')
    expect(faultOf({ logo: logo('gif', 10) })).toContain('is not an SVG')
    expect(faultOf({ logo: 'https://a.example/logo.png' })).toContain('is not an SVG')
    expect(logoOf({ logo: logo('png', 5) })).toEqual({ type: 'image/png', bytes: new Uint8Array(5).fill(7) })
  })
  it('loses only what is wrong with it where it comes from a store', () => {
    const { theme } = readableSettings({ theme: { accent: { light: '#8fdcbf' }, corners: 'square' } })
    expect(theme.accent.light).toBeUndefined()
    expect(theme.corners).toBe('square')
  })
})
