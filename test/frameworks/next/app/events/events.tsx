'use client'
import { useAuth, useUser } from 'latchkey/react'
import { useSearchParams } from 'next/navigation'
import { useState } from 'react'

export function Events() {
  const { name } = useUser()
  const { fetch } = useAuth()
  const week = useSearchParams().get('week')
  const [count, setCount] = useState<number>()
  const load = async () => {
    const response = await fetch('http://127.0.0.1:5172/v1/events')
    setCount((await response.json()).events.length)
  }
  return (
    <>
      <h1>{`Events of ${name}`}</h1>
      <p data-testid="week">{week}</p>
      <button type="button" onClick={load}>
        Load
      </button>
      <p data-testid="count">{count}</p>
    </>
  )
}
