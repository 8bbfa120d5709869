import { type Child, createContext, useContext } from 'hono/jsx'
import { stylesheetPath } from './stylesheet.ts'

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

/** What this server calls itself. */
const ServerName = createContext('Edgegrant')

/** The frame of every page: one stylesheet, one `<main>`, and no script but a portal's. */
export function Layout({ title, children, robots = 'noindex', ...more }: LayoutProps) {
  const { banner, stylesheet, script, serverName = useContext(ServerName) } = more
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · ${serverName}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#0e3b32" />
        <meta name="robots" content={robots} />
        <link rel="icon" type="image/svg+xml" href="/icon.svg" />
        <link rel="stylesheet" href={stylesheetPath} />
        {stylesheet === undefined ? null : <link rel="stylesheet" href={stylesheet} />}
        {script === undefined ? null : <script type="module" src={script} />}
      </head>
      <body class={banner ? 'portal' : undefined}>
        {banner}
        <main id="content">{children}</main>
        <footer class="colophon">
          <img src="/icon.svg" alt="" width="20" height="20" />
          <bdi>{serverName}</bdi>
        </footer>
      </body>
    </html>
  )
}

/** What a page's function returns. */
export interface Page {
  toString(): string
}

/** A page as the text of a response body. Pages await nothing, so neither does this. */
export function renderPage(page: Page, serverName = 'Edgegrant'): string {
  const named = <ServerName.Provider value={serverName}>{page as Child}</ServerName.Provider>
  return `<!doctype html>${named.toString()}`
}
