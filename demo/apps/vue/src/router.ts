import { signedInGuard } from 'latchkey/vue'
import { createRouter, createWebHistory } from 'vue-router'
import { auth } from './auth'
import CalendarPage from './CalendarPage.vue'
import TodoPage from './TodoPage.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: TodoPage },
    { path: '/calendar', component: CalendarPage, meta: { signedIn: true } },
  ],
})

router.beforeEach(signedInGuard(auth, { signedOut: '/' }))
