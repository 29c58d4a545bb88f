import type { Inspection } from 'latchkey'
import { useEffect, useState } from 'react'
import { auth } from './auth'

/** What this app sees of its tokens. Read again after everything that may have changed them. */
export function useInspection(): Inspection<'calendar'> | undefined {
  const [inspection, setInspection] = useState<Inspection<'calendar'>>()

  useEffect(() => {
    let isOver = false
    async function inspect(): Promise<void> {
      const next = await auth.inspect()
      if (!isOver) setInspection(next)
    }
    const stops = [auth.subscribe(inspect), auth.on('renewal', inspect), auth.on('request', inspect)]
    return () => {
      isOver = true
      for (const stop of stops) stop()
    }
  }, [])

  return inspection
}
