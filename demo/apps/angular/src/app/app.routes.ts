import type { Routes } from '@angular/router'
import { signedInGuard } from 'latchkey/angular'
import { TodoPage } from './todo-page'

export const routes: Routes = [
  { path: '', component: TodoPage },
  {
    path: 'calendar',
    canActivate: [signedInGuard({ signedOut: '/' })],
    loadComponent: () => import('./calendar/calendar-page').then(({ CalendarPage }) => CalendarPage),
  },
  { path: '**', redirectTo: '' },
]
