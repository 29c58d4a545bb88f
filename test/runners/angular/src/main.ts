import { provideHttpClient, withInterceptors } from '@angular/common/http'
import { bootstrapApplication } from '@angular/platform-browser'
import { createAuth } from 'latchkey'
import { authInterceptor, provideAuth } from 'latchkey/angular'
import { apis } from './app/apis'
import { Badge } from './app/badge'

const auth = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa', apis })

bootstrapApplication(Badge, {
  providers: [provideAuth(auth), provideHttpClient(withInterceptors([authInterceptor]))],
})
