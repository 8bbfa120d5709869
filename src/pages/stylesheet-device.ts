/** The part of the one stylesheet that is for connecting a device: codes to type and to compare, warnings, the end. */
export const deviceStyles = `.warning {
  display: grid;
  gap: .6rem;
  padding: .9rem 1.1rem;
  color: var(--warn);
  background: var(--warn-ground);
  border-inline-start: .3rem solid;
  border-radius: var(--corner); border-start-start-radius: .3rem; border-end-start-radius: .3rem;
}
.user-code {
  padding: .35rem .5rem;
  color: var(--ink);
  background: var(--paper);
  border: 2px dashed var(--edge);
  border-radius: var(--corner);
  font: 650 clamp(1.35rem, 1rem + 2.4vw, 1.9rem)/1.3 var(--mono);
  letter-spacing: .08em;
  text-align: center;
  white-space: nowrap;
}
.qr { display: flex; align-items: center; gap: 1rem; margin: auto 0 0; padding-top: 1.5rem; color: var(--stub-quiet); font-size: .9375rem }
.qr img { flex: none; display: block; width: 8.25rem; height: 8.25rem; border-radius: .5rem; background: #fff }
@media (max-width: 47.99rem) { .qr { display: none } }
.seal {
  position: relative;
  width: 4.5rem;
  height: 4.5rem;
  border: 2px solid var(--link);
  border-radius: 50%;
}
.seal::before {
  content: '';
  position: absolute;
  inset-inline-start: 1.55rem;
  top: .85rem;
  width: 1.1rem;
  height: 2rem;
  border: solid var(--link);
  border-width: 0 4px 4px 0;
  transform: rotate(42deg);
}`
