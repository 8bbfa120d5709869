export interface ShownClaim {
  name: string
  value: string
  meaning: string
}

/** Empty for a token that says nothing by itself. */
export interface ShownToken {
  header?: ShownClaim[]
  payload?: ShownClaim[]
}

export function DecodedToken({ token: { header, payload } }: { token: ShownToken }) {
  if (!header || !payload) {
    return <p>It says nothing by itself: this API wants reference tokens, and asks this server about each.</p>
  }
  return (
    <>
      <Claims caption="Header" claims={header} />
      <Claims caption="Payload" claims={payload} />
    </>
  )
}

function Claims({ caption, claims }: { caption: string; claims: ShownClaim[] }) {
  return (
    <table class="claims">
      <caption>{caption}</caption>
      <tbody>
        {claims.map(({ name, value, meaning }) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td>
              <code>{value}</code>
              <span class="quiet-text">{meaning}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
