import { APP_BASE_HREF } from '@angular/common'
import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http'
import {
  type ApplicationConfig,
  inject,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
} from '@angular/core'
import { provideRouter, RedirectCommand, Router, withNavigationErrorHandler } from '@angular/router'
import { isAuthError } from 'latchkey'
import { authInterceptor, provideAuth } from 'latchkey/angular'
import { routes } from './app.routes'
import { auth } from './auth'

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideZonelessChangeDetection(),
    // The policy of the page allows no <base>.
    { provide: APP_BASE_HREF, useValue: '/' },
    provideAuth(auth),
    provideHttpClient(withFetch(), withInterceptors([authInterceptor])),
    provideRouter(
      routes,
      // A guard fails when the sign-in did. The notice says why, and the address stays for another try.
      withNavigationErrorHandler(({ error }) =>
        isAuthError(error)
          ? new RedirectCommand(inject(Router).parseUrl('/'), { skipLocationChange: true })
          : undefined,
      ),
    ),
  ],
}
