import { Component, input } from '@angular/core'
import type { Field } from '../../../../../app/fields'

/** What a token says, name by name. */
@Component({
  selector: 'dl[appFields]',
  template: `
    @for (field of appFields(); track field.name) {
      <div [attr.data-claim]="field.name"><dt>{{ field.name }}</dt><dd>{{ field.text }}</dd></div>
    }
  `,
  host: { class: 'claims' },
})
export class Fields {
  readonly appFields = input.required<readonly Field[]>()
}
