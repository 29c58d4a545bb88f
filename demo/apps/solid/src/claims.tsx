import { For } from 'solid-js'
import type { Field } from '../../../app/fields.js'

export function Claims(props: { fields: readonly Field[]; testid?: string }) {
  return (
    <dl class="claims" data-testid={props.testid}>
      <For each={props.fields}>
        {({ name, text }) => (
          <div data-claim={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        )}
      </For>
    </dl>
  )
}
