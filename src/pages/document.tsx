import { Layout } from './layout.tsx'
import { documentStylesheetPath } from './stylesheet-documents.ts'

export interface DocumentPageProps {
  title: string
  /** Made from our own Markdown at build time: nobody else's text ever comes here. */
  html: string
  documents: { name: string; href: string }[]
}

export function DocumentPage({ title, html, documents }: DocumentPageProps) {
  return (
    <Layout title={title} stylesheet={documentStylesheetPath} robots="index, follow">
      <div class="document">
        <article dangerouslySetInnerHTML={{ __html: html }} />
        <nav aria-label="Documentation">
          <ul>
            {documents.map(({ name, href }) => (
              <li key={href}>
                <a href={href} aria-current={name === title ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
            <li>
              <a href="/">Start page</a>
            </li>
          </ul>
        </nav>
      </div>
    </Layout>
  )
}
