import { authPlugin } from 'latchkey/vue'

export default defineNuxtPlugin({
  enforce: 'pre',
  setup: ({ vueApp }) => {
    vueApp.use(authPlugin(auth))
    onNuxtReady(() => {
      const router = useRouter()
      wayBack.follow((to) => router.replace(to).catch(toldByState))
    })
  },
})
