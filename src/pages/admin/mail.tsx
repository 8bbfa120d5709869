import { type Problem, TextField } from '../fields.tsx'
import { Panel, PortalForm, type PortalFrame } from '../portal.tsx'

/** Whether mail can be sent, and what there is not where it cannot. */
export function MailState({
  bound,
  from,
  hidden,
}: {
  bound: boolean
  from: boolean
  hidden: readonly string[]
}) {
  return (
    <Panel title="Whether it is sent" about="It takes both.">
      <ul class="rows">
        <Lamp
          ok={bound}
          good="The binding EMAIL is there."
          bad="The binding EMAIL is missing: it comes with a deploy."
        />
        <Lamp
          ok={from}
          good="There is an address to send from."
          bad="There is no address to send from yet: set it below."
        />
      </ul>
      {bound && from ? null : (
        <div>
          <p>Without mail these are hidden from people:</p>
          <ul class="dotted">
            {hidden.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  )
}

const Lamp = ({ ok, good, bad }: { ok: boolean; good: string; bad: string }) => (
  <li>
    <div class="who">{ok ? good : bad}</div>
    <span class={ok ? 'tag' : 'tag alert'}>{ok ? 'Ready' : 'Missing'}</span>
  </li>
)

export function TestMail(props: {
  frame: PortalFrame
  path: string
  to: string
  problem: Problem | undefined
}) {
  return (
    <Panel id="test" title="Send a test" about="A mail that says only that mail arrives.">
      <PortalForm frame={props.frame} action={props.path}>
        <TextField
          name="to"
          label="To"
          type="email"
          value={props.to}
          problem={props.problem?.message}
          required
          maxlength={254}
        />
        <p class="actions end">
          <button type="submit" name="action" value="test">
            Send it
          </button>
        </p>
      </PortalForm>
    </Panel>
  )
}
