import { initials, plainName, tint } from './plain-name.ts'
import { logoUrl } from './web-url.ts'

/** A name in its own direction, so that a right-to-left one does not reorder the sentence around it. */
export function Name({ of }: { of: string }) {
  return <bdi class="name">{plainName(of)}</bdi>
}

/** A picture or initials; decoration only, the name always stands beside it. */
export function Mark({ name, logo }: { name: string; logo?: string | undefined }) {
  const src = logoUrl(logo)
  if (src !== undefined) {
    return (
      <img
        class="mark"
        src={src}
        alt=" " // with an empty one browsers draw a torn picture where this one does not come
        aria-hidden="true"
        width="56"
        height="56"
        referrerpolicy="no-referrer"
      />
    )
  }
  return (
    <span class={`mark tint-${tint(name)}`} aria-hidden="true">
      {initials(name)}
    </span>
  )
}
