import { useEffect, useState } from 'react'
import { clock } from '../../../app/clock'
import { ENTRIES_KEPT, type LogEntry, toLogEntry } from '../../../app/log-entries'
import { auth } from './auth'
import { Icon } from './icon'

/** What latchkey does, newest first. */
export function Log() {
  const entries = useLog()
  return (
    <section className="log" aria-labelledby="log-title">
      <h2 id="log-title" className="title">
        What latchkey does
      </h2>
      <ol id="log" data-testid="log" aria-labelledby="log-title">
        {entries.map(({ key, type, time, carriesToken, details }) => (
          <li key={key} data-event={type}>
            <time>{clock(time)}</time>
            {carriesToken ? <Icon name="envelope" teal /> : <Icon name="dot" />}
            <strong>{type}</strong>
            <span className="details">
              {details.map(({ name, text }) => (
                <span key={name}>
                  <i>{name} </i>
                  <code>{text}</code>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function useLog(): readonly (LogEntry & { readonly key: number })[] {
  const [entries, setEntries] = useState<readonly (LogEntry & { readonly key: number })[]>([])

  useEffect(() => {
    let key = 0
    // Who begins to listen is told of what was before, too.
    setEntries([])
    return auth.on('*', (event) => {
      const entry = { ...toLogEntry(event), key: key++ }
      setEntries((before) => [entry, ...before].slice(0, ENTRIES_KEPT))
    })
  }, [])

  return entries
}
