import { Panel } from '../portal.tsx'
import { Code } from './code.tsx'

export interface ShownSnippet {
  id: string
  title: string
  about: string
  parts: readonly { file?: string; isAddress?: boolean; code: string }[]
}

export interface SnippetsProps {
  title: string
  about: string
  snippets: readonly ShownSnippet[]
}

/** Code to copy; one kind is open at a time. */
export function Snippets({ title, about, snippets }: SnippetsProps) {
  if (snippets.length === 0) return null
  return (
    <Panel id="code" title={title} about={about}>
      {snippets.map((snippet, index) => (
        <details
          key={snippet.id}
          class="pick"
          name="snippets"
          open={index === 0}
          id={`snippet-${snippet.id}`}
        >
          <summary>
            {snippet.title} <span class="hint">{snippet.about}</span>
          </summary>
          <div>
            {snippet.parts.map((part, number) => (
              <SnippetPart key={String(number)} id={`${snippet.id}-${number}`} part={part} />
            ))}
          </div>
        </details>
      ))}
    </Panel>
  )
}

function SnippetPart({ id, part }: { id: string; part: ShownSnippet['parts'][number] }) {
  if (part.isAddress) {
    return (
      <>
        <Code id={id} caption="Address" code={part.code} wrap />
        <p class="actions">
          <a class="button" href={part.code} target="_blank" rel="noopener noreferrer">
            Open it<span class="unseen"> (opens in a new tab)</span>
          </a>
        </p>
      </>
    )
  }
  return <Code id={id} caption={part.file ?? 'In a terminal'} file={part.file} code={part.code} />
}
