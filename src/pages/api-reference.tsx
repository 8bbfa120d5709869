import { Layout } from './layout.tsx'
import { documentStylesheetPath } from './stylesheet-documents.ts'

export interface FieldView {
  name: string
  type: string
  /** The schema of what is in it. */
  of?: string
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
  /** The schema of what is sent, and of what is answered. */
  body: string | undefined
  answer: string | undefined
}

export interface ReferencePageProps {
  server: string
  address: string
  groups: { id: string; name: string; description: string; docs: string; operations: OperationView[] }[]
  schemas: { name: string; fields: FieldView[] }[]
}

/** An API, operation by operation, then what is sent and answered. A link into what is folded opens it: no script. */
export function ReferencePage({ server, address, groups, schemas }: ReferencePageProps) {
  return (
    <Layout title="Management API" stylesheet={documentStylesheetPath} serverName={server}>
      <div class="document reference">
        <article>
          <h1>Management API</h1>
          <p>
            What the console does, for programs: at <code>{address}</code>, with an access token of this
            server. Its <a href="/management/v1/openapi.json">OpenAPI document</a> and its{' '}
            <a href="/docs/management-api">documentation</a>.
          </p>
          {groups.map(({ id, name, description, docs, operations }) => (
            <section key={id} aria-labelledby={id}>
              <h2 id={id}>{name}</h2>
              <p>
                {description}. <a href={docs}>What is what</a>
                <span class="unseen"> in {name}</span>
              </p>
              {operations.map((operation) => (
                <OperationDetails key={operation.id} operation={operation} />
              ))}
            </section>
          ))}
          <section aria-labelledby="schemas">
            <h2 id="schemas">What is sent and answered</h2>
            {schemas.map(({ name, fields }) => (
              <details key={name} class="operation">
                <summary>
                  <code>{name}</code>
                </summary>
                <div id={name}>
                  <Fields of={name} fields={fields} />
                </div>
              </details>
            ))}
          </section>
        </article>
        <nav aria-label="Management API">
          <ul>
            {groups.map(({ id, name }) => (
              <li key={id}>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
            <li>
              <a href="#schemas">What is sent and answered</a>
            </li>
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
    <details class="operation">
      <summary>
        <code class="method">{method}</code> <code>{path}</code> <span>{summary}</span>
      </summary>
      <div id={id}>
        {description === undefined ? null : (
          <p>
            <Said text={description} />
          </p>
        )}
        <p>
          Needs <code>{scope}</code>.{' '}
          {body === undefined ? null : (
            <>
              Takes <SchemaLink name={body} />.{' '}
            </>
          )}
          Answers {status}
          {answer === undefined ? null : (
            <>
              {' '}
              with <SchemaLink name={answer} />
            </>
          )}
          .
        </p>
        {parameters.length > 0 ? <Fields of={summary} fields={parameters} /> : null}
      </div>
    </details>
  )
}

const SchemaLink = ({ name }: { name: string }) => (
  <a href={`#${name}`}>
    <code>{name}</code>
  </a>
)

function Fields({ of, fields }: { of: string; fields: FieldView[] }) {
  return (
    <table>
      <caption class="unseen">{of}</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name}>
            <th scope="row">
              <code>{field.name}</code>
            </th>
            <td data-column="Type">
              {field.type}
              {field.of === undefined ? null : ' '}
              {field.of === undefined ? null : <SchemaLink name={field.of} />}
              {field.required ? ', required' : null}
            </td>
            <td data-column="Meaning">
              <Said text={field.description ?? ''} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Text with its code between backticks. */
function Said({ text }: { text: string }) {
  return (
    <>{text.split('`').map((part, index) => (index % 2 === 0 ? part : <code key={part}>{part}</code>))}</>
  )
}
