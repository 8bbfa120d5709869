import { Check, type Problem, TextArea } from '../fields.tsx'
import { Panel } from '../portal.tsx'

/** Colours by what they are on a page. */
export interface Palette {
  ground: string
  paper: string
  ink: string
  quiet: string
  line: string
  stub: string
  stubInk: string
  stubQuiet: string
  spark: string
  accent: string
  accentInk: string
  link: string
}

export interface LookPreviewProps {
  server: string
  serif: boolean
  /** Of fields and the ticket, in pixels. */
  corners: { field: number; ticket: number }
  pages: { name: string; palette: Palette; contrasts: { what: string; ratio: string; enough: boolean }[] }[]
  logo?: string | undefined
}

/** A sign-in page in small, drawn: the one that is shown here follows the console's own look. */
export function LookPreview({ server, serif, corners, pages, logo }: LookPreviewProps) {
  return (
    <Panel
      id="preview"
      title="What it looks like"
      about="The first page that people see, drawn in small. What is written on a colour becomes black or white."
    >
      {logo === undefined ? null : (
        <p class="logo-shown">
          <img src={logo} alt="The logo as it is saved" height="48" />
        </p>
      )}
      <div class="looks">
        {pages.map(({ name, palette, contrasts }) => (
          <figure key={name}>
            <Drawn name={name} server={server} palette={palette} serif={serif} corners={corners} />
            <figcaption>
              <strong>{name}</strong>
              <ul class="plain">
                {contrasts.map(({ what, ratio, enough }) => (
                  <li key={what}>
                    {what}: {ratio} {enough ? null : <span class="tag alert">too little</span>}
                  </li>
                ))}
              </ul>
            </figcaption>
          </figure>
        ))}
      </div>
    </Panel>
  )
}

function Drawn(props: {
  name: string
  server: string
  palette: Palette
  serif: boolean
  corners: LookPreviewProps['corners']
}) {
  const { name, server, palette, serif, corners } = props
  const face = serif ? 'ui-serif, Georgia, serif' : 'system-ui, sans-serif'
  const shown = server.length > 22 ? `${server.slice(0, 21)}…` : server
  return (
    <svg
      class="drawn"
      viewBox="0 0 320 250"
      role="img"
      aria-label={`${name}, drawn in small`}
      font-family={face}
    >
      <rect width="320" height="250" fill={palette.ground} />
      <rect x="40" y="24" width="240" height="190" rx={corners.ticket} fill={palette.paper} />
      <path
        d={`M40 ${24 + corners.ticket}a${corners.ticket} ${corners.ticket} 0 0 1 ${corners.ticket} -${corners.ticket}h${240 - 2 * corners.ticket}a${corners.ticket} ${corners.ticket} 0 0 1 ${corners.ticket} ${corners.ticket}V84H40Z`}
        fill={palette.stub}
      />
      <circle cx="60" cy="54" r="8" fill={palette.spark} />
      <g fill={palette.stubInk}>
        <Line x={78} y={52} size={13} text="Sign in" />
      </g>
      <g fill={palette.stubQuiet}>
        <Line x={78} y={68} size={10} text={shown} />
      </g>
      <g fill={palette.ink}>
        <Line x={60} y={106} size={10} text="Email address" />
      </g>
      <rect
        x="60"
        y="112"
        width="200"
        height="24"
        rx={corners.field}
        fill="none"
        stroke={palette.line}
        stroke-width="2"
      />
      <rect x="60" y="148" width="200" height="26" rx={corners.field} fill={palette.accent} />
      <g fill={palette.accentInk}>
        <Line x={160} y={165} size={11} text="Continue" middle />
      </g>
      <g fill={palette.link}>
        <Line x={60} y={196} size={10} text="Forgotten your password?" />
      </g>
      <g fill={palette.quiet}>
        <Line x={160} y={234} size={9} text="Privacy · Terms · Help" middle />
      </g>
    </svg>
  )
}

const Line = (props: { x: number; y: number; size: number; text: string; middle?: true }) => (
  <text x={props.x} y={props.y} font-size={props.size} text-anchor={props.middle ? 'middle' : 'start'}>
    {props.text}
  </text>
)

export function LogoField({
  value,
  isSet,
  problem,
}: {
  value: string
  isSet: boolean
  problem: Problem | undefined
}) {
  return (
    <>
      <div class="field chooser" hidden>
        <label for="logo-file">Choose a picture</label>
        <input id="logo-file" type="file" accept="image/svg+xml,image/png,image/webp" data-into="logo" />
        <p class="hint">It is put into the field below as text, and saved with the rest.</p>
      </div>
      <TextArea
        name="logo"
        label="Logo"
        hint="An SVG as it is, or an SVG, PNG or WebP of at most 32 KB as a data: address."
        value={value}
        rows={3}
        wrap
        placeholder={isSet ? 'Set; leave it empty to keep it' : ''}
        problem={problem?.message}
      />
      {isSet ? <Check name="logo:remove" label="Remove it" checked={false} /> : null}
    </>
  )
}
