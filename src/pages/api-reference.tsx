import { Layout } from './layout.tsx'

export interface FieldView {
  name: string
  type: string
  required: boolean
  description: string | undefined
}

export interface OperationView {
  id: string
  tag: string
  method: string
  path: string
  summary: string
  description: string | undefined
  scope: string
  status: string
  parameters: FieldView[]
  /** Absent where nothing is sent, or answered. */
  body: FieldView[] | undefined
  answer: FieldView[] | undefined
}

export interface ReferencePageProps {
  server: string
  address: string
  groups: { name: string; description: string; operations: OperationView[] }[]
}

/** An API, operation by operation: what each takes, needs and answers. Opens without a script. */
export function ReferencePage({ server, address, groups }: ReferencePageProps) {
  const shown = groups.filter(({ operations }) => operations.length > 0)
  return (
    <Layout title="Management API" serverName={server}>
      <div class="document reference">
        <article>
          <h1>Management API</h1>
          <p>
            What the console does, for programs: at <code>{address}</code>, with an access token of this
            server. Its <a href="/management/v1/openapi.json">OpenAPI document</a> and its{' '}
            <a href="/docs/management-api">documentation</a>.
          </p>
          {shown.map(({ name, description, operations }) => (
            <section key={name} aria-labelledby={name}>
              <h2 id={name}>{name}</h2>
              <p>{description}.</p>
              {operations.map((operation) => (
                <OperationDetails key={operation.id} operation={operation} />
              ))}
            </section>
          ))}
        </article>
        <nav aria-label="Management API">
          <ul>
            {shown.map(({ name }) => (
              <li key={name}>
                <a href={`#${name}`}>{name}</a>
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

function OperationDetails({ operation }: { operation: OperationView }) {
  const { id, method, path, summary, description, scope, status, parameters, body, answer } = operation
  return (
    <details class="operation" id={id}>
      <summary>
        <code class="method">{method}</code> <code>{path}</code> <span>{summary}</span>
      </summary>
      {description === undefined ? null : <p>{description}</p>}
      <p>
        Scope <code>{scope}</code>, answers {status}.
      </p>
      <Fields title="Parameters" of={summary} fields={parameters} />
      <Fields title="Body" of={summary} fields={body} />
      <Fields title="Answer" of={summary} fields={answer} />
    </details>
  )
}

function Fields({ title, of, fields }: { title: string; of: string; fields: FieldView[] | undefined }) {
  if (!fields || fields.length === 0) return null
  return (
    <table>
      <caption>
        {title}
        <span class="unseen">: {of}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ name, type, required, description }) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td data-column="Type">{required ? `${type}, required` : type}</td>
            <td data-column="Meaning">{description}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
