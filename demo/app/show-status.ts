import { toStatusChip } from './status-chip.js'

/** Puts a status into a chip of the page; `undefined` is a request that never got an answer. */
export function showStatus(chip: HTMLElement, status: number | undefined): void {
  const { text, status: told, kind } = toStatusChip(status)
  chip.hidden = false
  chip.textContent = text
  chip.dataset['status'] = told
  chip.dataset['kind'] = kind
}
