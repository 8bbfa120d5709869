import { Layout } from './layout.tsx'
import { documentStylesheetPath } from './stylesheet-documents.ts'

export interface ErrorEntry {
  code: string
  status: number
  description: string
  section: string
}

export interface ErrorsPageProps {
  errors: ErrorEntry[]
}

/** The table behind every error: one row a code, so that a link to `#invalid_grant` explains it. */
export function ErrorsPage({ errors }: ErrorsPageProps) {
  return (
    <Layout title="Error codes" stylesheet={documentStylesheetPath} robots="index, follow">
      <div class="sheet">
        <header>
          <h1>Error codes</h1>
          <p>
            Every refusal of this server carries one of these codes, with the HTTP status and the section of
            the specification that it comes from.
          </p>
        </header>
        <table>
          <caption class="unseen">Error codes, their HTTP status, meaning and source</caption>
          <thead>
            <tr>
              <th scope="col">Code</th>
              <th scope="col">Status</th>
              <th scope="col">Meaning</th>
              <th scope="col">Specification</th>
            </tr>
          </thead>
          <tbody>
            {errors.map(({ code, status, description, section }) => (
              <tr id={code} key={code}>
                <th scope="row">
                  <a href={`#${code}`}>
                    <code>{code}</code>
                  </a>
                </th>
                <td class="status">{status}</td>
                <td>{description}</td>
                <td class="section">{section}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Layout>
  )
}
