/** The part of the portals' stylesheet that the console's pages on signing in need: ticks in a table, sketches, drawings. */
export const portalSignInStyles = `.portal .matrix { width: 100% }
.portal .matrix :is(th, td) { padding: .55rem .5rem; border-bottom: 1px solid var(--line); text-align: center; vertical-align: middle }
.portal .matrix th[scope='row'] { padding-inline-start: 0; text-align: start; font-weight: 600 }
.portal .matrix thead th:first-child { text-align: start; padding-inline-start: 0 }
.portal .matrix th span { display: block; font-size: .875rem; font-weight: 400 }
.portal .matrix .lacks { color: var(--warn) }
.portal .matrix td label { display: grid; place-items: center; min-width: 2.75rem; min-height: 2.75rem; margin: 0 }
.portal .matrix td label span { display: none }
.realm { display: grid; grid-template-columns: minmax(0, 1fr); gap: .75rem 1.5rem; padding-bottom: 1.25rem; border-bottom: 1px solid var(--line) }
.realm:last-child { border-bottom: 0; padding-bottom: 0 }
@media (min-width: 40rem) { .realm { grid-template-columns: minmax(0, 3fr) minmax(12rem, 2fr); align-items: start } }
.sketches { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 1.25rem }
.sketch { padding: 1rem 1.1rem 1.2rem; background: var(--over); border-radius: .8rem }
.sketch h3 { margin: 0 0 .8rem; font-size: .9375rem; overflow-wrap: anywhere }
.sketch ul { list-style: none; display: grid; gap: .45rem; font-size: .9375rem }
.sketch li { padding: .35rem .7rem; border-radius: .45rem; overflow-wrap: anywhere }
.sketch .field { display: block; color: var(--quiet); background: var(--paper); box-shadow: inset 0 0 0 1px var(--edge) }
.sketch .button { display: block; min-height: 0; text-align: center; font-weight: 600; color: var(--ink); background: none; border: 0; box-shadow: inset 0 0 0 1px var(--edge) }
.sketch .field + .button { color: var(--accent-ink); background: var(--accent); box-shadow: none }
.sketch :is(.or, .text) { padding-block: 0; color: var(--quiet) }
.sketch .or { text-align: center }
.looks { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 1.5rem }
.looks figure { margin: 0 }
.looks svg { display: block; width: 100%; height: auto; border-radius: .8rem; box-shadow: 0 0 0 1px var(--line) }
.looks figcaption { margin-top: .6rem; font-size: .9375rem }
.looks figcaption .plain { color: var(--quiet) }
.plain { list-style: none; padding: 0 }
.dotted { padding-inline-start: 1.25rem }
.leaf > .panel + .charts { border-top: 1px solid var(--line) }
.logo-shown { padding: .75rem 1rem; background: var(--over); border-radius: .8rem }
.logo-shown img { display: block; max-width: 100%; height: 3rem; width: auto }
@media (max-width: 47.99rem) {
  .portal .matrix thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .portal .matrix :is(tbody, tr, th, td) { display: block }
  .portal .matrix tr { display: flex; flex-wrap: wrap; padding: .6rem 0; border-bottom: 1px solid var(--line) }
  .portal .matrix th[scope='row'] { flex: 1 0 100%; padding: 0 0 .2rem; border: 0 }
  .portal .matrix td { flex: 1 0 45%; padding: 0; border: 0 }
  .portal .matrix td label { display: flex; justify-content: start; gap: .6rem; font-weight: 400; font-size: .9375rem }
  .portal .matrix td label span { display: inline }
}
@media (min-width: 78rem) {
  .masthead:has(nav li:nth-child(9)) { column-gap: 1rem }
  .masthead:has(nav li:nth-child(9)) nav a { padding-inline: .6rem; font-size: .9375rem }
}
@media (forced-colors: active) { .sketch li:is(.field, .button) { border: 1px solid } }
`
