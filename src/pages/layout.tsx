import type { Child } from 'hono/jsx'
import { stylesheetPath } from './stylesheet.ts'

export interface LayoutProps {
  title: string
  children?: Child
  serverName?: string | undefined
  robots?: string | undefined
}

/** The frame of every page: no script, one stylesheet, one `<main>`. */
export function Layout({ title, children, serverName = 'Edgegrant', robots = 'noindex' }: LayoutProps) {
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
      </head>
      <body>
        <main>{children}</main>
        <footer class="colophon">
          <img src="/icon.svg" alt="" width="20" height="20" />
          <bdi>{serverName}</bdi>
        </footer>
      </body>
    </html>
  )
}

/** A page as the text of a response body. Pages await nothing, so neither does this. */
export function renderPage(node: { toString(): string }): string {
  return `<!doctype html>${node.toString()}`
}
