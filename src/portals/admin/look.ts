/** The look of people's pages: a theme with its preview, and the languages that they speak. */
import { LogoField, LookPreview, type LookPreviewProps, type Palette } from '../../pages/admin/look.tsx'
import { SettingsPartPage } from '../../pages/admin/settings-part.tsx'
import { contrast, readable } from '../../protocol/contrast.ts'
import { merged } from '../../protocol/setting-paths.ts'
import { parseSettings, type Settings } from '../../protocol/settings.ts'
import { settingGroups } from '../../protocol/settings-fields.ts'
import { themeProperties } from '../../protocol/theme.ts'
import { invalid } from '../../registry/errors.ts'
import { settingFaults } from '../../registry/settings.ts'
import { themeFiles } from '../../tokens/theme.ts'
import { show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { typedIn } from './desk.ts'
import { settingsForm, type Typed } from './setting-form.ts'
import { type Part, type PartShown, partShown, savePart } from './settings-part.ts'
import { signInTabs } from './sign-in-tabs.ts'

const isLogo = (path: string) => path === 'theme.logo'
const fields = settingGroups()
  .flatMap((group) => group.fields)
  .filter(({ path }) => path === 'languages' || path.startsWith('theme.'))
const colour = (label: string, placeholder: string) => ({ label, placeholder, hint: 'Empty: as it comes.' })

const look: Part = {
  path: '/admin/look',
  at: '',
  form: settingsForm(fields, {
    languages: {
      label: 'Languages',
      hint: 'Each person reads the one that their browser or the application asks for; the first where there is none of theirs.',
      options: { en: 'English', zh: '中文', es: 'Español', fr: 'Français', de: 'Deutsch', ja: '日本語' },
    },
    'theme.accent.light': colour('Buttons and links, on light pages', '#0e5c49'),
    'theme.accent.dark': colour('Buttons and links, on dark pages', '#86d9ba'),
    'theme.stub.light': colour('Head of the ticket, on light pages', '#0e3b32'),
    'theme.stub.dark': colour('Head of the ticket, on dark pages', '#0f4437'),
    'theme.background.light': colour('Behind it, on light pages', '#e4ebe5'),
    'theme.background.dark': colour('Behind it, on dark pages', '#0a100e'),
    'theme.font': {
      label: 'Letters',
      options: { sans: 'plain', serif: 'with serifs' },
      hint: 'Those that a device has itself.',
    },
    'theme.corners': { label: 'Corners', hint: 'Of fields, buttons and tickets.' },
    'theme.privacy': {
      label: 'Privacy notice',
      hint: 'A link at the foot of every page.',
      placeholder: 'https://',
    },
    'theme.terms': { label: 'Terms', hint: 'A link at the foot of every page.', placeholder: 'https://' },
    'theme.help': { label: 'Help', hint: 'For who cannot sign in.', placeholder: 'https://' },
  }),
}

export async function showLook(visit: Visit): Promise<Response> {
  const shown = await partShown(visit, look)
  return lookPage(visit, shown, shown.view.settings)
}

export async function submitLook(visit: Visit): Promise<Response> {
  const { theme } = (await partShown(visit, look)).view.settings
  const typed = withLogo(typedIn(visit.form), theme.logo)
  if (visit.form.get('action') === 'preview') return preview(visit, typed)
  const done = await savePart(visit, look, typed)
  return done instanceof Response ? done : lookPage(visit, done, done.view.settings)
}

/** A drawing may be pasted as it is; an empty field leaves the logo that there is. */
function withLogo({ 'logo:remove': remove, logo = '', ...typed }: Typed, set: string | undefined): Typed {
  const text = logo.trim()
  if (remove === 'on') return typed
  const isDrawing = /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<svg[\s>]/.test(text)
  const encoded = isDrawing ? `data:image/svg+xml;base64,${base64Of(text)}` : text
  return { ...typed, 'theme.logo': encoded === '' ? (set ?? '') : encoded }
}

const base64Of = (text: string) =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))

/** As it would be, without saving it. */
async function preview(visit: Visit, typed: Typed): Promise<Response> {
  const shown = await partShown(visit, look)
  const { settings } = shown.view
  const { patch, problems } = look.form.patchOf(typed, settings)
  const faults = problemsOf(invalid(...(await settingFaults(visit.server, patch))), look.form.labels())
  const all = [...problems, ...faults]
  if (all.length > 0) return lookPage(visit, { ...shown, values: typed, problems: all }, settings)
  const wanted = parseSettings(merged({ ...settings }, patch))
  return lookPage(visit, { ...shown, values: typed }, wanted, 'As it would be. Nothing is saved yet.')
}

function lookPage(
  visit: Visit,
  { view, values, problems, saved }: PartShown,
  drawn: Settings,
  notice = saved ? 'Saved.' : undefined,
): Response {
  const settings = look.form.shown(values, view.settings)
  const having = (wanted: (path: string) => boolean) => settings.filter(({ path }) => wanted(path))
  const typedLogo = values['theme.logo'] ?? ''
  const page = SettingsPartPage({
    frame: visit.frame,
    tabs: signInTabs('look'),
    title: 'Look',
    lead: 'How the pages look that people meet: sign-in, consent, their account.',
    path: look.path,
    preview: 'Preview',
    sections: [
      {
        title: 'Logo',
        about: 'Above every page. The name beside it is among the settings.',
        settings: [],
        more: LogoField({
          value: problems.some(({ field }) => isLogo(field ?? '')) ? typedLogo : '',
          isSet: view.settings.theme.logo !== undefined,
          problem: problems.find(({ field }) => isLogo(field ?? '')),
        }),
      },
      {
        title: 'Colours',
        about: 'As #rrggbb. One that text could not be read on is refused, with its contrast.',
        settings: having((path) => /^theme\.(accent|stub|background)\./.test(path)),
        columns: true,
      },
      {
        title: 'Letters and corners',
        about: 'Of all pages.',
        settings: having((path) => path === 'theme.font' || path === 'theme.corners'),
      },
      {
        title: 'Links',
        about: 'At the foot of every page.',
        settings: having((path) => /^theme\.(privacy|terms|help)$/.test(path)),
      },
      {
        title: 'Languages',
        about: 'Of people’s pages and mail. The console is English.',
        settings: having((path) => path === 'languages'),
      },
    ],
    version: view.version,
    problems,
    notice: notice === undefined ? undefined : { kind: 'done', text: notice },
    before: LookPreview(previewOf(drawn, view.settings)),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}

/** The pages as they come, without a theme: as the stylesheet has them. */
const plain: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    ...{ ground: '#e4ebe5', paper: '#fcfdfb', ink: '#14211d', quiet: '#4b5a54', line: '#74847d' },
    ...{ stub: '#0e3b32', stubInk: '#f2f8f4', stubQuiet: '#b9d2c7', spark: '#f4bd52' },
    ...{ accent: '#0e5c49', accentInk: '#ffffff', link: '#0b5f4b' },
  },
  dark: {
    ...{ ground: '#0a100e', paper: '#151d1a', ink: '#e9f0ec', quiet: '#a9b8b1', line: '#7b8b84' },
    ...{ stub: '#0f4437', stubInk: '#f2f8f4', stubQuiet: '#b9d2c7', spark: '#f4bd52' },
    ...{ accent: '#86d9ba', accentInk: '#06231b', link: '#8fdcbf' },
  },
}

function paletteOf(mode: 'light' | 'dark', theme: Settings['theme']): Palette {
  const set = themeProperties(theme)?.[mode] ?? {}
  const property = (name: string) =>
    set[`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`]
  return Object.fromEntries(
    Object.entries(plain[mode]).map(([name, usual]) => [name, property(name) ?? usual]),
  ) as unknown as Palette
}

function previewOf({ theme, server_name }: Settings, saved: Settings): LookPreviewProps {
  const [field, ticket] = { round: [8, 14], slight: [4, 6], square: [0, 0] }[theme.corners] as [
    number,
    number,
  ]
  const page = (name: string, palette: Palette) => {
    const pair = (what: string, one: string, other: string) => {
      const ratio = contrast(one, other)
      return { what, ratio: `${(Math.floor(ratio * 10) / 10).toFixed(1)}:1`, enough: ratio >= readable }
    }
    return {
      name,
      palette,
      contrasts: [
        pair('Words on buttons', palette.accentInk, palette.accent),
        pair('Links', palette.link, palette.paper),
        pair('Words on the head', palette.stubInk, palette.stub),
        pair('Words behind it all', palette.quiet, palette.ground),
      ],
    }
  }
  return {
    server: server_name,
    serif: theme.font === 'serif',
    corners: { field, ticket },
    pages: [page('Light pages', paletteOf('light', theme)), page('Dark pages', paletteOf('dark', theme))],
    logo: themeFiles(saved).logo?.path,
  }
}
