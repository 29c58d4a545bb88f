import { Suspense } from 'react'
import { Events } from './events'

export default function Page() {
  return (
    <Suspense fallback="One moment …">
      <Events />
    </Suspense>
  )
}
