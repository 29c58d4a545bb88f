import { Component, input } from '@angular/core'

/** One of the icons that index.html defines: `<svg appIcon="key"></svg>`. */
@Component({
  selector: 'svg[appIcon]',
  template: `<svg:use [attr.href]="'#' + appIcon()" />`,
  host: { class: 'icon', 'aria-hidden': 'true' },
})
export class Icon {
  readonly appIcon = input.required<string>()
}
