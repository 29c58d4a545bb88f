import { Component, computed, input } from '@angular/core'
import { toStatusChip } from '../../../../app/status-chip'

/** A status as a chip; `undefined` is a request that never got an answer. */
@Component({
  selector: 'app-status-chip',
  template: '{{ chip().text }}',
  host: { class: 'chip', '[attr.data-status]': 'chip().status', '[attr.data-kind]': 'chip().kind' },
})
export class StatusChip {
  readonly status = input.required<number | undefined>()
  protected readonly chip = computed(() => toStatusChip(this.status()))
}
