import { toStatusChip } from '../../../app/status-chip.js'

export function Chip(props: { status: number | undefined; testid: string }) {
  const chip = () => toStatusChip(props.status)

  return (
    <span class="chip" data-testid={props.testid} data-status={chip().status} data-kind={chip().kind}>
      {chip().text}
    </span>
  )
}
