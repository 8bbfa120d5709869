import { type Child, Fragment } from 'hono/jsx'
import type { MessageKey, Text } from './text.ts'

/** A message whose values are more than text: a name in its own direction, a link. Each language has its own order. */
export function Say({
  t,
  say,
  values,
}: {
  t: Text
  say: MessageKey
  values: Readonly<Record<string, Child>>
}) {
  return (
    <>
      {pieces(t, say, values).map(({ value, text }, at) => (
        <Fragment key={String(at)}>{value ?? text}</Fragment>
      ))}
    </>
  )
}

/** The same for a headline: what stands around the value is smaller. */
export function Headline({
  t,
  say,
  values,
}: {
  t: Text
  say: MessageKey
  values: Readonly<Record<string, Child>>
}) {
  return (
    <h1>
      {pieces(t, say, values).map(({ value, text }, at) =>
        value === undefined ? (
          <span key={String(at)} class="lead-in">
            {text}
          </span>
        ) : (
          <Fragment key={String(at)}> {value} </Fragment>
        ),
      )}
    </h1>
  )
}

interface Piece {
  text: string
  value?: Child
}

function pieces(t: Text, key: MessageKey, values: Readonly<Record<string, Child>>): Piece[] {
  return t
    .template(key)
    .split(/(\{\w+\})/)
    .filter((text) => text !== '')
    .map((text) => {
      const name = /^\{(\w+)\}$/.exec(text)?.[1]
      return name !== undefined && Object.hasOwn(values, name) ? { text, value: values[name] } : { text }
    })
}
