import { createApp } from './careful-app.js'

const [SESSION, ATTEMPT] = ['session', 'attempt']

export const { start, call, signIn } = createApp({
  load: () => JSON.parse(localStorage.getItem(SESSION) ?? 'null') ?? undefined,
  save: (session) => localStorage.setItem(SESSION, JSON.stringify(session)),
  keepAttempt: (text) => sessionStorage.setItem(ATTEMPT, text),
  takeAttempt() {
    const text = sessionStorage.getItem(ATTEMPT) ?? undefined
    sessionStorage.removeItem(ATTEMPT)
    return text
  },
})
export { another } from './careful-app.js'
