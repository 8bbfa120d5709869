/** The part of the portals' stylesheet that is for forms. */
export const portalFormStyles = `.portal :is(textarea, select) {
  display: block;
  width: 100%;
  min-height: 3rem;
  padding: .6rem .85rem;
  font: inherit;
  color: inherit;
  background: transparent;
  border: 1px solid var(--edge);
  border-radius: var(--corner);
}
.portal textarea { resize: vertical; line-height: 1.6 }
.portal select { background: var(--paper) }
.portal :is(textarea, select):focus-visible { outline-offset: -1px; border-color: var(--focus); border-radius: var(--corner) }
.portal .technical { font-family: var(--mono); font-size: .9375rem }
.portal textarea.technical { white-space: pre; overflow-x: auto }
.portal textarea.wrap { white-space: pre-wrap; overflow-wrap: anywhere }
.portal [aria-invalid] { border-color: var(--alarm); border-width: 2px }
.field { max-width: 44rem; min-width: 0 }
.hint { display: block; color: var(--quiet); font-size: .9375rem; font-weight: 400 }
.field .hint { margin-top: .35rem }
.fault { margin: 0 0 .4rem; color: var(--alarm); font-size: .9375rem; font-weight: 600 }
.with-suffix { display: flex; align-items: center; gap: .75rem; color: var(--quiet) }
.with-suffix input:not([type='hidden']) { flex: none; width: 9rem; color: var(--ink) }
fieldset { min-width: 0; margin: 0; padding: 0; border: 0 }
legend { padding: 0; margin-bottom: .35rem; font-weight: 600 }
fieldset > .hint { margin-bottom: .6rem; max-width: 44rem }
.options { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14.5rem), 1fr)); gap: .6rem }
.option { display: flex; gap: .75rem; margin: 0; padding: .85rem 1rem; font-weight: 400; border: 1px solid var(--edge); border-radius: .7rem; cursor: pointer }
.option:hover { background: var(--over) }
.option:has(:checked) { border-color: var(--link); background: var(--over); box-shadow: inset 0 0 0 1px var(--link) }
.option:has(:focus-visible), .check:has(:focus-visible) { outline: 3px solid var(--focus); outline-offset: 2px }
.option strong { display: block; line-height: 1.35 }
.option .hint { margin-top: .15rem; line-height: 1.4 }
.portal input:is([type='radio'], [type='checkbox']) { flex: none; display: block; width: 1.2rem; min-height: 0; height: 1.2rem; margin: .18rem 0 0; padding: 0; accent-color: var(--link) }
.portal input:is([type='radio'], [type='checkbox']):focus-visible { outline: 0 }
.check { display: flex; gap: .75rem; margin: 0; padding: .45rem 0; font-weight: 400; border-radius: .3rem; cursor: pointer; max-width: 44rem }
.check code { font-weight: 600 }
.checks .check .hint { line-height: 1.4 }
/* Machines and devices send nobody back. */
.app-form:has(#kind :is([value='machine'], [value='device']):checked) .redirects { display: none }
.redirects, .redirects + .panel { border-top: 1px solid var(--line) }
.leaf > form > .notice { margin: calc(var(--pad) * .6) var(--pad) 0 }
.advanced { border-top: 1px solid var(--line) }
.advanced > summary { padding: 1.1rem var(--pad); color: var(--ink); font-weight: 600; font-size: 1.0625rem }
.advanced > summary:hover { background: var(--over) }
.advanced > summary .hint { display: inline; margin-inline-start: .5rem }
.portal :is(.button, button) { display: inline-flex; align-items: center; justify-content: center }
.content .actions > * { flex: none }
.leaf > form > .actions { padding: 0 var(--pad) calc(var(--pad) * .5) }
.leaf > form > .panel:last-of-type + .actions, .leaf > form > .advanced + .actions { border-top: 1px solid var(--line); padding-top: 1.5rem }
.scope-rows { display: grid; gap: .75rem; max-width: 44rem }
.scope-row { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: .75rem; align-items: end }
@media (max-width: 47.99rem) { .scope-row { grid-template-columns: minmax(0, 1fr); padding-bottom: 1rem; border-bottom: 1px solid var(--line) } }
@media (min-width: 48rem) { .scope-row + .scope-row label { position: absolute; clip-path: inset(50%) } }
.inline { flex-direction: row; flex-wrap: wrap; align-items: start; gap: .75rem }
.inline .field { flex: 1 1 14rem }
@media (min-width: 48rem) { .inline > button { margin-top: 1.95rem } }
.danger { color: var(--alarm); border-color: currentColor }
.danger:hover { color: var(--alarm); background: var(--alarm-ground); border-color: currentColor }
.confirmed summary { display: inline-block; min-height: 2.75rem; padding: .5rem .9rem; list-style: none; font-size: .9375rem; color: var(--alarm) }
.confirmed summary::-webkit-details-marker { display: none }
.confirmed[open] summary { border-style: dashed }
.confirmed form { margin-top: .75rem; padding: 1rem 1.1rem; gap: .8rem; background: var(--alarm-ground); border-radius: .7rem; text-align: start }
.confirmed form button { align-self: start }
.portal .small { min-height: 2.75rem; padding: .45rem .9rem; font-size: .9375rem }`
