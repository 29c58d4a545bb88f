import { type AuthOptions, createAuth, isAuthError } from 'latchkey'

// Module workers are not windows: no document, no navigation.
addEventListener('message', async ({ data }: MessageEvent<AuthOptions<'calendar' | 'own'>>) => {
  const auth = createAuth(data)
  const { status, user } = await auth.ready
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error) => (isAuthError(error) ? error.code : String(error)),
    )
  postMessage({
    status,
    name: user?.name,
    called: status === 'signed-in' ? (await auth.fetch('/api/from-worker')).status : undefined,
    signIn: await codeOf(auth.signIn()),
    requireUser: status === 'signed-in' ? undefined : await codeOf(auth.requireUser()),
  })
})
