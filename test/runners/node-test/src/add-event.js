export function addEvent({ fetch }, title) {
  return fetch('https://calendar.example.com/v1/events', { method: 'POST', body: JSON.stringify({ title }) })
}
