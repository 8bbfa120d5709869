/** The part of the portals' stylesheet that only the account's pages need: devices, connections, what happened. */
export const portalAccountStyles = `.devices > li { align-items: start; gap: .5rem 1.1rem }
.devices .who { font-weight: 600 }
.devices .tag { margin: 0 }
.devices form { align-self: center; margin-inline-start: auto }
.device { flex: none; margin-top: .1rem; fill: none; stroke: var(--link); stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round }
.connections { list-style: none }
.connections > li { display: flex; flex-wrap: wrap; align-items: start; gap: .75rem 1.4rem; padding: calc(var(--pad) * .7) var(--pad); border-bottom: 1px solid var(--line) }
.connections > li:last-child { border-bottom: 0 }
.connections > li > .mark { width: 3rem; height: 3rem; border-radius: .8rem; font-size: 1.05rem }
.connection { display: grid; gap: .6rem; flex: 1 1 16rem; min-width: 0 }
.connection h2 { font-size: 1.1875rem; letter-spacing: -.01em }
.connection h2 + p { margin-top: -.5rem }
.connection h2 + p:empty { display: none }
.connection .tag { margin: 0; margin-inline-start: .6rem }
.connection .tag:first-child { margin-inline-start: 0 }
.connection .scopes { grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); gap: .4rem 1.5rem }
.connections .confirmed[open] { flex-basis: 100%; padding-inline-start: 4.4rem }
.activity strong { font-weight: 600 }
.activity .tag { margin: 0; margin-inline-start: .3rem }
.activity > li { padding-block: .85rem }
.happens { display: grid; gap: .5rem; padding-inline-start: 1.2rem }
@media (max-width: 39.99rem) {
  .activity > li { gap: .15rem }
  .activity .item { flex-basis: 100% }
  .activity .side { text-align: start }
  .connections > li > .mark { width: 2.5rem; height: 2.5rem }
  .connection { flex-basis: calc(100% - 5rem) }
  .connections .confirmed[open] { padding-inline-start: 0 }
}
@media (forced-colors: active) { .device { stroke: CanvasText } }`
