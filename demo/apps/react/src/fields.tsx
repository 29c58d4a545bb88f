import type { Field } from '../../../app/fields'

/** Claims, or the header of a token. */
export function Fields({ fields, testId }: { readonly fields: readonly Field[]; readonly testId?: string }) {
  return (
    <dl className="claims" data-testid={testId}>
      {fields.map(({ name, text }) => (
        <div key={name} data-claim={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}
