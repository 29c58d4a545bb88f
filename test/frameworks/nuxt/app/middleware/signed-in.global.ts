import { signedInGuard } from 'latchkey/vue'

const guard = signedInGuard(auth, { signedOut: '/' })

export default defineNuxtRouteMiddleware((to) => {
  const { isHydrating, payload } = useNuxtApp()
  if (!(isHydrating && payload.serverRendered)) return guard(to)
  // What a server rendered is put into place as it is, and asked for its user then.
  const { path, query, hash } = to
  onNuxtReady(() => useRouter().replace({ path, query, hash, force: true }).catch(toldByState))
  return true
})
