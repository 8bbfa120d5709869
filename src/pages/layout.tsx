import { type Child, createContext, useContext } from 'hono/jsx'
import { LanguagePicker, type Picker } from './language-picker.tsx'
import { stylesheetPath } from './stylesheet.ts'
import { english, type MessageKey, type Text } from './text.ts'
import { webUrl } from './web-url.ts'

export interface LayoutProps {
  title: string
  children?: Child
  serverName?: string | undefined
  robots?: string | undefined
  /** What stands above `<main>`. */
  banner?: Child
  /** Paths of what a portal's pages load besides the one stylesheet. */
  stylesheet?: string | undefined
  script?: string | undefined
}

/** What is the same for all parts of a page. */
export interface Setting {
  /** What this server calls itself. */
  readonly serverName: string
  /** The text that the page is made with. */
  readonly t: Text
  /** Absent where there is nothing to choose from. */
  readonly picker?: Picker | undefined
  /** What the settings change of the look. */
  readonly theme?: PageTheme | undefined
}

export interface PageTheme {
  /** Paths. */
  readonly stylesheet?: string | undefined
  readonly logo?: string | undefined
  readonly links: readonly { say: MessageKey; href: string | undefined }[]
}

const PageSetting = createContext<Setting>({ serverName: 'Edgegrant', t: english })

/** For parts that stand on pages of many kinds; a page itself is handed its text. */
export const useText = (): Text => useContext(PageSetting).t

/** The frame of every page: one stylesheet, one `<main>`, and no script but a portal's. */
export function Layout({ title, children, robots = 'noindex', ...more }: LayoutProps) {
  const { t, picker, theme, serverName: own } = useContext(PageSetting)
  const { banner, stylesheet, script, serverName = own } = more
  return (
    <html lang={t.language} dir={t.direction}>
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · ${serverName}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#0e3b32" />
        <meta name="robots" content={robots} />
        <link rel="icon" href={theme?.logo ?? '/icon.svg'} />
        <link rel="stylesheet" href={stylesheetPath} />
        {stylesheet === undefined ? null : <link rel="stylesheet" href={stylesheet} />}
        {theme?.stylesheet === undefined ? null : <link rel="stylesheet" href={theme.stylesheet} />}
        {script === undefined ? null : <script type="module" src={script} />}
      </head>
      <body class={banner ? 'portal' : undefined}>
        {banner}
        <main id="content">
          {theme?.logo === undefined || banner ? null : (
            <img class="logo" src={theme.logo} alt={serverName} height="44" />
          )}
          {children}
        </main>
        <footer class="colophon">
          <span class="imprint">
            {theme?.logo === undefined ? <img src="/icon.svg" alt="" width="20" height="20" /> : null}
            <bdi>{serverName}</bdi>
          </span>
          <FootLinks t={t} links={theme?.links ?? []} />
          {picker === undefined ? null : <LanguagePicker t={t} {...picker} />}
        </footer>
      </body>
    </html>
  )
}

function FootLinks({ t, links }: { t: Text; links: PageTheme['links'] }) {
  return (
    <>
      {links.map(({ say, href }) => {
        const url = webUrl(href)
        return url ? (
          <a key={say} href={url.href}>
            {t(say)}
          </a>
        ) : null
      })}
    </>
  )
}

/** What a page's function returns. */
export interface Page {
  toString(): string
}

/** A page as the text of a response body. Pages await nothing, so neither does this. */
export function renderPage(page: Page, setting: Partial<Setting> = {}): string {
  const value = { serverName: 'Edgegrant', t: english, ...setting }
  const set = <PageSetting.Provider value={value}>{page as Child}</PageSetting.Provider>
  return `<!doctype html>${set.toString()}`
}
