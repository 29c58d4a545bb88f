// First, so that the address is clean before the router reads it.
import { auth } from './auth'
import '../../../app/app.css'
import { authPlugin } from 'latchkey/vue'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'

createApp(App).use(authPlugin(auth)).use(router).mount('#app')
