import type { Child } from 'hono/jsx'
import { useText } from './layout.tsx'

export interface FieldProps {
  name: string
  label: Child
  /** What to type, before anything is wrong. */
  hint?: Child
  /** What is wrong with what was typed. */
  problem?: string | undefined
}

const described = ({ name, hint, problem }: FieldProps) =>
  [problem === undefined ? '' : `${name}-problem`, hint ? `${name}-hint` : ''].filter(Boolean).join(' ') ||
  undefined

function Around({ field, children }: { field: FieldProps; children: Child }) {
  const { name, label, hint, problem } = field
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {problem === undefined ? null : (
        <p class="fault" id={`${name}-problem`}>
          {problem}
        </p>
      )}
      {children}
      {hint ? (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  )
}

export interface TextFieldProps extends FieldProps {
  value: string
  type?: 'text' | 'url' | 'number' | 'password' | 'search' | 'email' | 'date'
  required?: boolean
  /** Names and addresses of machines: no capitals, no spelling. */
  technical?: boolean
  autofocus?: boolean
  maxlength?: number
  placeholder?: string
  autocomplete?: string
  /** The id of a `datalist`. */
  list?: string
  suffix?: string
}

export function TextField(props: TextFieldProps) {
  const { name, value, type = 'text', required, technical = type === 'url', problem, suffix } = props
  const input = (
    <input
      id={name}
      name={name}
      // Not type=url: its check in the browser would stand before ours, which says more.
      type={type === 'url' ? 'text' : type}
      inputmode={type === 'url' ? 'url' : type === 'number' ? 'numeric' : undefined}
      value={value}
      required={required}
      autofocus={props.autofocus}
      maxlength={props.maxlength}
      placeholder={props.placeholder}
      autocomplete={props.autocomplete ?? 'off'}
      list={props.list}
      autocapitalize={technical ? 'none' : undefined}
      spellcheck={technical ? false : undefined}
      class={technical ? 'technical' : undefined}
      aria-describedby={described(props)}
      aria-invalid={problem === undefined ? undefined : 'true'}
    />
  )
  return (
    <Around field={props}>
      {suffix === undefined ? (
        input
      ) : (
        <span class="with-suffix">
          {input} {suffix}
        </span>
      )}
    </Around>
  )
}

export interface TextAreaProps extends FieldProps {
  value: string
  rows?: number
  required?: boolean
  placeholder?: string
  /** One long word, such as a token, and not several lines. */
  wrap?: boolean
}

/** Several of something, one a line. */
export function TextArea(props: TextAreaProps) {
  const { name, value, rows = 3, required, problem } = props
  return (
    <Around field={props}>
      <textarea
        id={name}
        name={name}
        rows={rows}
        required={required}
        placeholder={props.placeholder}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
        class={props.wrap ? 'technical wrap' : 'technical'}
        aria-describedby={described(props)}
        aria-invalid={problem === undefined ? undefined : 'true'}
      >
        {/* A first line break would be swallowed by the parser. */}
        {`\n${value}`}
      </textarea>
    </Around>
  )
}

export interface SelectFieldProps extends FieldProps {
  value: string
  options: { value: string; label: string }[]
}

export function SelectField(props: SelectFieldProps) {
  const { name, value, options, problem } = props
  return (
    <Around field={props}>
      <select
        id={name}
        name={name}
        aria-describedby={described(props)}
        aria-invalid={problem === undefined ? undefined : 'true'}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Around>
  )
}

export interface ChoiceProps {
  name: string
  legend: Child
  hint?: Child
  problem?: string | undefined
  value: string
  options: { value: string; label: Child; hint?: Child }[]
}

/** One of a few, each with what it means. */
export function Choice({ name, legend, hint, problem, value, options }: ChoiceProps) {
  return (
    <fieldset class="choice" id={name}>
      <legend>{legend}</legend>
      {problem === undefined ? null : <p class="fault">{problem}</p>}
      {hint ? <p class="hint">{hint}</p> : null}
      <div class="options">
        {options.map((option) => (
          <label key={option.value} class="option">
            <input type="radio" name={name} value={option.value} checked={option.value === value} required />
            <span>
              <strong>{option.label}</strong>
              {option.hint ? <span class="hint">{option.hint}</span> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

export interface CheckProps {
  name: string
  checked: boolean
  label: Child
  hint?: Child
  disabled?: boolean
}

/** Sends `on` where it is ticked. */
export function Check({ name, checked, label, hint, disabled }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" name={name} value="on" checked={checked} disabled={disabled} />
      <span>
        {label}
        {hint ? <span class="hint">{hint}</span> : null}
      </span>
    </label>
  )
}

/** Several that are ticked or not, under one heading. */
export function Checks({
  name,
  legend,
  hint,
  problem,
  children,
}: Omit<ChoiceProps, 'value' | 'options'> & { children?: Child }) {
  return (
    <fieldset class="checks" id={name}>
      <legend>{legend}</legend>
      {problem === undefined ? null : <p class="fault">{problem}</p>}
      {hint ? <p class="hint">{hint}</p> : null}
      {children}
    </fieldset>
  )
}

export interface Problem {
  /** The name of the field it belongs to; none for the form as a whole. */
  field?: string | undefined
  message: string
}

/** At the top of a form that came back: what is wrong, each a link to its field. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  const t = useText()
  if (problems.length === 0) return null
  return (
    <div class="notice problem" role="alert">
      <p>
        <strong>
          {problems.length === 1
            ? t('portal.not_saved')
            : t('portal.not_saved_several', { count: problems.length })}
        </strong>
      </p>
      <ul>
        {problems.map(({ field, message }) => (
          <li key={message}>{field === undefined ? message : <a href={`#${field}`}>{message}</a>}</li>
        ))}
      </ul>
    </div>
  )
}
