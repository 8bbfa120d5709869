/** The one gate to `href`, `src` and `action`: an absolute http or https address, or nothing. */
export function webUrl(value: string | undefined): URL | undefined {
  if (value === undefined || !URL.canParse(value)) return undefined
  const url = new URL(value)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined
}

/** A link of this server's own may also be a path such as `/.well-known/openid-configuration`. */
export function ownHref(value: string): string | undefined {
  if (/^\/(?![/\\])/.test(value)) return value
  return webUrl(value)?.href
}

/** A logo is fetched by the person's browser, so it is never fetched in the clear. */
export function logoUrl(value: string | undefined): string | undefined {
  const url = webUrl(value)
  return url?.protocol === 'https:' ? url.href : undefined
}
