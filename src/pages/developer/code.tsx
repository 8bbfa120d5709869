/** A value to copy: an id, a secret, an address. */
export function Value({ id, of }: { id: string; of: string }) {
  return (
    <span class="value">
      <code id={id}>{of}</code>
      <CopyButton id={id} what={of} />
    </span>
  )
}

/** Shown by the portal's script; without it there is only the text to select. */
export function CopyButton({ id, what }: { id: string; what?: string }) {
  return (
    <button
      type="button"
      class="copy"
      data-copy={id}
      hidden
      aria-label={what === undefined ? undefined : `Copy ${what}`}
    >
      Copy
    </button>
  )
}

export interface CodeProps {
  id: string
  /** What stands above it: a file's name, or where to type it. */
  caption: string
  code: string
  /** Long lines that nobody reads as code, such as addresses and tokens. */
  wrap?: boolean
  /** For tests and scripts: the name to save it under. */
  file?: string | undefined
}

export function Code({ id, caption, code, wrap = false, file }: CodeProps) {
  return (
    <figure class="snippet" data-file={file}>
      <figcaption>
        <span>{file === undefined ? caption : <code>{caption}</code>}</span>
        <CopyButton id={id} />
      </figcaption>
      <pre class={wrap ? 'wrap' : undefined} tabindex={0}>
        <code id={id}>{code}</code>
      </pre>
    </figure>
  )
}
