import { TextArea, TextField } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { type ApiHead, allApis, apiTabs } from './api-head.tsx'
import { DecodedToken, type ShownToken } from './token.tsx'

export interface CheckTokenPageProps {
  frame: PortalFrame
  api: ApiHead
  scopes: string[]
  token: string
  scope: string
  problem?: string | undefined
  verdict?:
    | {
        refusal: { status: number; code: string; why: string } | undefined
        checks: readonly { what: string; state: 'good' | 'bad' | 'unknown' }[]
        token?: ShownToken
      }
    | undefined
}

export function CheckTokenPage({ frame, api, scopes, token, scope, problem, verdict }: CheckTokenPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/developer/apis"
      title={`Check a token for ${plainName(api.name)}`}
      heading={
        <>
          <Mark name={api.name} />
          <h1>
            <span class="lead-in">Check a token for</span> <Name of={api.name} />
          </h1>
        </>
      }
      above={allApis}
      lead="Paste what your API was sent, and see why it would be refused."
      tabs={apiTabs(api, 'check')}
      faulty={problem !== undefined}
    >
      {verdict === undefined ? null : (
        <Panel title="What your API would say">
          <div class={verdict.refusal ? 'verdict bad' : 'verdict'} role="status">
            {verdict.refusal ? (
              <p>
                <strong>
                  {verdict.refusal.status} {verdict.refusal.code}
                </strong>
                {verdict.refusal.why} <a href={`/errors#${verdict.refusal.code}`}>What this code means</a>
              </p>
            ) : (
              <p>
                <strong>It would pass</strong>
              </p>
            )}
          </div>
          <ul class="checklist">
            {verdict.checks.map(({ what, state }) => (
              <li key={what} class={state === 'good' ? undefined : state}>
                {what}
              </li>
            ))}
          </ul>
          {verdict.token ? (
            <details class="pick">
              <summary>What it says</summary>
              <div>
                <DecodedToken token={verdict.token} />
              </div>
            </details>
          ) : null}
        </Panel>
      )}
      <Panel
        title="The token"
        about="It is read once and kept nowhere: not in a log, not in the audit trail. Still, paste none of somebody else’s."
      >
        <PortalForm frame={frame} action={`${api.href}/check`}>
          <TextArea
            name="pasted"
            label="Access token"
            value={token}
            rows={5}
            wrap
            required
            problem={problem}
          />
          <TextField
            name="scope"
            label="The scope that the request needs"
            value={scope}
            technical
            hint={
              scopes.length === 0
                ? 'This API has none yet.'
                : `For instance ${scopes.slice(0, 3).join(', ')}. Not required.`
            }
          />
          <div class="actions">
            <button type="submit" class="primary">
              Check it
            </button>
          </div>
        </PortalForm>
      </Panel>
    </PortalPage>
  )
}
