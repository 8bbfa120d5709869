import type { Child } from 'hono/jsx'
import { initials, plainName, tint } from './plain-name.ts'

/** Lines on a field of 24, drawn by us: nobody's trade mark, and nothing that must be fetched. */
const glyphs = {
  passkey:
    'M9.5 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2.5 21v-2a5 5 0 0 1 5-5h3M17.5 11.5a3 3 0 0 0-1 5.8V22l1.2-1 1.3 1-.6-1.6.9-1.1-.8-1.4v-.6a3 3 0 0 0-1-5.8z',
  email: 'M3 5.5h18v13H3zM3 6l9 7.5L21 6',
  code: 'M5 3h14v18H5zM8.5 8h7M8.5 12h7M8.5 16h3',
  recovery: 'M4 4v5h5M4.6 9A8 8 0 1 1 4 13M12 8v4.5l3 2',
  password: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  directory: 'M4 21V4h10v17M14 9h6v12M2.5 21h19M7.5 8h3M7.5 12h3M7.5 16h3',
} as const

export type GlyphName = keyof typeof glyphs

export const Glyph = ({ of }: { of: GlyphName }) => (
  <svg class="glyph" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    <path d={glyphs[of]} />
  </svg>
)

export interface MethodButtonProps {
  /** Sent as `method`. */
  value: string
  /** A provider has its initials for a picture. */
  picture: GlyphName | { provider: string }
  children?: Child
  /** What the script looks for that knows whether this browser can; the button is hidden until then. */
  id?: string
  hidden?: boolean
  /** The id of another form that is sent with it, so that what was typed there comes along. */
  form?: string | undefined
}

/** One of the other ways to sign in. It stands in a form whose hidden `action` says what is to begin. */
export function MethodButton({ value, picture, children, id, hidden, form }: MethodButtonProps) {
  return (
    <button
      type="submit"
      class="method"
      name="method"
      value={value}
      id={id}
      hidden={hidden}
      form={form}
      formnovalidate
    >
      {typeof picture === 'string' ? <Glyph of={picture} /> : <ProviderMark name={picture.provider} />}
      <span>{children}</span>
    </button>
  )
}

const ProviderMark = ({ name }: { name: string }) => (
  <span class={`glyph-letters tint-${tint(name)}`} aria-hidden="true">
    {initials(plainName(name)).slice(0, 1)}
  </span>
)
