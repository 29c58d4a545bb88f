import type { Auth } from 'latchkey'

export function addEvent({ fetch }: Pick<Auth, 'fetch'>, title: string): Promise<Response> {
  return fetch('https://calendar.example.com/v1/events', { method: 'POST', body: JSON.stringify({ title }) })
}
