import { TextField } from '../fields.tsx'
import { Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface DeletePageProps {
  frame: PortalFrame
  place: string
  what: 'application' | 'API'
  name: string
  /** Its own first page. */
  href: string
  consequence: string
  problem?: string | undefined
}

export function DeletePage({ frame, place, what, name, href, consequence, problem }: DeletePageProps) {
  return (
    <PortalPage
      frame={frame}
      place={place}
      title={`Delete ${plainName(name)}?`}
      above={{ name, href }}
      faulty={problem !== undefined}
    >
      <Panel title={`This ${what} and all that hangs on it`} about={consequence}>
        <PortalForm frame={frame} action={`${href}/delete`}>
          <TextField
            name="name"
            label={
              <>
                Type its name, <Name of={name} />, to delete it
              </>
            }
            value=""
            required
            autofocus
            problem={problem}
          />
          <div class="actions end">
            <button type="submit" class="danger">
              Delete this {what}
            </button>
            <a class="button" href={href}>
              Keep it
            </a>
          </div>
        </PortalForm>
      </Panel>
    </PortalPage>
  )
}
